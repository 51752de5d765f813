using MetaLogging.Journaling;

namespace MetaLogging.Api.Tests.Support;

/// <summary>How a server of a test differs from the usual one.</summary>
internal sealed record ServerPlan
{
    /// <summary>Settings by name: <c>MetaLogging:Api:BodyTime</c>.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The disk below the journal.</summary>
    public IFileSystem Files { get; init; } = RealFiles.Instance;

    /// <summary>A data folder that was there before and stays; null: a new one, gone when the server is.</summary>
    public string? Folder { get; init; }
}
