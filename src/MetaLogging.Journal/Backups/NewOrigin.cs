using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.Journaling.Backups;

/// <summary>Lets a journal go on under another origin: it never signs against its own past.</summary>
internal static class NewOrigin
{
    /// <summary>A name that no log has yet.</summary>
    public static string Make() => "metalog.local/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>
    /// Begins a segment behind the last entry of a copied journal, under a new origin. The segment before it has ended by that; the journal counts as closed in order,
    /// since a copy is not torn.
    /// </summary>
    public static void Begin(JournalFolder folder, Guid logId, string origin, long next, JournalOptions options)
    {
        JournalFiles files = new(RealFiles.Instance, folder, options, NullLogger.Instance) { LogId = logId, Origin = origin };
        using IFile file = files.Prepare(next, options.SegmentSize);
        byte[] mark = new byte[FrameHeader.Size];
        FrameHeader.Finish(mark, FrameHeader.Begin(mark, FrameKind.CleanClose, logId, next, next, 0, 0));
        file.Write(mark, SegmentHeader.Size);
        file.Flush();
        files.Publish(file, next, options.SegmentSize);
    }
}
