namespace MetaLogging.Server.Serving;

/// <summary>How a server was asked for on the command line.</summary>
internal sealed record ServerSettings
{
    /// <summary>Where it listens unless it is told otherwise: on this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8420";

    /// <summary>The data folder; null: as the configuration says.</summary>
    public string? Folder { get; init; }

    /// <summary>Where to listen; null: as the configuration says, or the default.</summary>
    public string? Urls { get; init; }

    /// <summary>Where to show metrics without a key; null: nowhere.</summary>
    public string? MetricsUrls { get; init; }

    /// <summary>How long to wait for another process that has the folder; null: as the configuration says.</summary>
    public TimeSpan? LockWait { get; init; }

    /// <summary>Whether the demo is played into it.</summary>
    public bool PlaysDemo { get; init; }

    /// <summary>Further settings, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Others { get; init; } = [];

    /// <summary>Reads <c>MetaLogging:Debug=true</c>.</summary>
    /// <exception cref="UsageException">It is no setting.</exception>
    public static KeyValuePair<string, string?> Read(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && text[..at].Contains(':', StringComparison.Ordinal)
            ? new(text[..at], text[(at + 1)..])
            : throw new UsageException($"'{text}' is no setting; a setting is written as MetaLogging:Debug=true.");
    }
}
