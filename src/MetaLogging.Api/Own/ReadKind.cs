using MetaLogging.Api.Access;

namespace MetaLogging.Api.Own;

/// <summary>What makes two questions the same one: who asks, what, with which filters but for their times, limits and pages.</summary>
internal readonly record struct ReadKind(string Caller, string What, string Filters)
{
    /// <summary>Questions beyond those that are told apart.</summary>
    public static ReadKind Others { get; } = new("others", "others", "{}");
}
