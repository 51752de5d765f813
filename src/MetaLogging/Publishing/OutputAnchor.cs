using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Publishing;

/// <summary>Standard output, which a service manager keeps.</summary>
internal sealed class OutputAnchor(Stream output) : IAnchor
{
    public string Name => "standard output";

    public async Task PushAsync(SignedCheckpoint checkpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await output.WriteAsync(CheckpointFiles.Line(checkpoint, now), cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
