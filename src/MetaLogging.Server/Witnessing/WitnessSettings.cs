using MetaLogging.Journaling.Notes;

namespace MetaLogging.Server.Witnessing;

/// <summary>How a witness was asked for on the command line.</summary>
internal sealed record WitnessSettings
{
    /// <summary>Where it listens unless it is told otherwise: on this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8421";

    /// <summary>Its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The name of the key that is made at the first start; null: one by chance.</summary>
    public string? Name { get; init; }

    /// <summary>Where to listen; null: as the configuration says, or the default.</summary>
    public string? Urls { get; init; }

    /// <summary>Keys of the logs that it knows, beside those in its folder.</summary>
    public IReadOnlyList<VerifierKey> Logs { get; init; } = [];
}
