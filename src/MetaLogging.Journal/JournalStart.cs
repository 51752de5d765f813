using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;

namespace MetaLogging.Journaling;

/// <summary>What happens once, when a journal is opened; and how its state is put into words.</summary>
internal static class JournalStart
{
    static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(50);

    public static void Check(JournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<ValidationResult> wrong = Ranges.Check(options);
        if (wrong.Count > 0)
        {
            throw new ArgumentException("JournalOptions: " + string.Join(" ", wrong.Select(result => result.ErrorMessage)),
                nameof(options));
        }
    }

    public static void MakeFolders(JournalFiles files)
    {
        files.Files.CreateFolder(files.Folder.Segments);
        files.Files.CreateFolder(files.Folder.Aside);
        files.Files.CreateFolder(files.Folder.Tree);
    }

    public static async Task<IDisposable> LockAsync(JournalFiles files, TimeProvider time, CancellationToken cancellationToken)
    {
        files.Files.CreateFolder(files.Folder.Root);
        string holder = string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessId} {Path.GetFileName(Environment.ProcessPath) ?? "unknown"}\n");
        long start = time.GetTimestamp();
        bool isSaid = false;
        while (true)
        {
            if (files.Files.TryLock(files.Folder.Lock, holder) is { } taken)
            {
                return taken;
            }

            (int? processId, string? processName) = ReadHolder(files);
            if (time.GetElapsedTime(start) >= files.Options.LockWait)
            {
                throw new JournalLockedException(files.Folder.Root, processId, processName);
            }

            if (!isSaid)
            {
                isSaid = true;
                JournalLog.WaitingForLock(files.Logger, files.Folder.Root, processId, processName);
            }

            await Task.Delay(LockPoll, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Begins a new journal: gives it an id and a name, and makes its first segment.</summary>
    public static OpenSegment Begin(JournalFiles files)
    {
        files.LogId = new Guid(RandomNumberGenerator.GetBytes(16), bigEndian: true);
        files.Origin = files.Options.Origin ?? "metalog.local/" + files.LogId.ToString("N")[..16];
        return files.Publish(files.Prepare(0, files.Options.SegmentSize), 0, files.Options.SegmentSize);
    }

    public static JournalHealth HealthOf(JournalFiles files, WritingState writing)
    {
        IReadOnlyList<JournalDamage> damage = files.Damage.All;
        long free = files.Files.FreeBytes(files.Folder.Root);
        if (!writing.IsWritable)
        {
            return new(writing.State, writing.Reason, damage, free);
        }

        if (damage.Count > 0)
        {
            return new(JournalState.Damaged,
                $"{damage.Count} places in {files.Folder.Segments} are damaged, the first in {damage[0].File}: {damage[0].Reason}"
                + " Writing goes on. Restore the file from a backup.", damage, free);
        }

        return free < files.Options.Watermark
            ? new(JournalState.LowOnSpace, $"{free} bytes are free on the disk of {files.Folder.Root}, fewer than the watermark of"
                + $" {files.Options.Watermark}. Free space there.", damage, free)
            : new(JournalState.Ready, null, damage, free);
    }

    static (int? ProcessId, string? ProcessName) ReadHolder(JournalFiles files)
    {
        try
        {
            string[] words = files.Files.ReadLock(files.Folder.Lock).Split(' ', 2, StringSplitOptions.TrimEntries);
            return words is [var id, var name] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
                ? (processId, name)
                : (null, null);
        }
        catch (IOException)
        {
            // The holder may just be gone; that it is not known says enough.
            return (null, null);
        }
    }
}
