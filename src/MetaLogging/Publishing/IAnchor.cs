using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Publishing;

/// <summary>A place that checkpoints are pushed to.</summary>
internal interface IAnchor
{
    /// <summary>What it is called in messages.</summary>
    string Name { get; }

    /// <summary>Pushes a checkpoint.</summary>
    /// <exception cref="IOException">It could not be pushed.</exception>
    /// <exception cref="HttpRequestException">Likewise.</exception>
    Task PushAsync(SignedCheckpoint checkpoint, DateTimeOffset now, CancellationToken cancellationToken);
}
