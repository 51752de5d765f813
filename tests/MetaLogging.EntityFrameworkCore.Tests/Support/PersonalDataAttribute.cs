// As Identity names it, without Identity.
namespace Microsoft.AspNetCore.Identity;

[AttributeUsage(AttributeTargets.Property)]
internal sealed class PersonalDataAttribute : Attribute;
