namespace MetaLogging.Api.Own;

/// <summary>What makes two refusals alike.</summary>
internal readonly record struct RefusalKind(int Status, string Title, string Verb, string Route, string? Caller, string? Address)
{
    /// <summary>Refusals beyond those that are told apart: somebody is flooding.</summary>
    public static RefusalKind Others { get; } = new(0, "Various", "*", "*", null, null);
}
