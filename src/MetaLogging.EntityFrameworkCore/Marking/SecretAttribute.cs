namespace MetaLogging.EntityFrameworkCore;

/// <summary>A property whose values are never recorded; that it changed is.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SecretAttribute : Attribute;
