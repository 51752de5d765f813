namespace MetaLogging.EntityFrameworkCore;

/// <summary>An entity, or a property, whose changes are not recorded.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NotAuditedAttribute : Attribute;
