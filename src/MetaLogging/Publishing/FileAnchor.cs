using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Publishing;

/// <summary>A file elsewhere: a line a checkpoint, flushed.</summary>
internal sealed class FileAnchor(IFileSystem files, string path) : IAnchor
{
    public string Name => path;

    public Task PushAsync(SignedCheckpoint checkpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        WholeFile.AddLine(files, Path.GetFullPath(path), CheckpointFiles.Line(checkpoint, now));
        return Task.CompletedTask;
    }
}
