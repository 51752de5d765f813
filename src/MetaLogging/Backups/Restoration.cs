using MetaLogging.Configuration;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Backups;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Recording;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Backups;

/// <summary>
/// Makes a data folder of a backup. The log keeps its id, its entries and its tree, and goes on under a new origin with a new key, since a log never signs against its
/// own past. What was erased since is erased again before the folder gets its name.
/// </summary>
internal sealed class Restoration(RestorationSettings settings, IReadOnlyList<string> otherFiles, TimeProvider time, ILogger<AuditTrail> logger)
{
    /// <summary>Restores. When it does not end well, there is no folder.</summary>
    /// <exception cref="JournalException">The backup can't be restored; the message says why and what to do.</exception>
    /// <exception cref="IOException">The backup can't be read, or the folder can't be made.</exception>
    public async Task<RestorationReport> RunAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(settings.Backup, UnfinishedFolder.Mark)))
        {
            throw new JournalException($"{settings.Backup} was not finished when it was made. Take another backup.");
        }

        using UnfinishedFolder folder = UnfinishedFolder.Make(settings.Target);
        BackupContents contents = new JournalBackup(settings.Backup, folder.Path).Run(cancellationToken);
        OtherFiles.Copy(settings.Backup, folder.Path, otherFiles);
        JournalFolder journal = new(folder.Path);
        OriginHistory history = OriginHistory.Read(journal);
        MissingErasures missing = new(history, contents);
        if (settings.GuardFolder.Length > 0)
        {
            missing.AddRemembered(ErasureMemory.Read(settings.GuardFolder, contents.LogId));
        }

        if (settings.ErasuresFrom is { } newer)
        {
            missing.AddOf(newer);
        }

        SignedCheckpoint? guarded = ReadGuard(contents);
        string origin = ChooseOrigin(contents, history);
        if (settings.GuardFolder.Length > 0)
        {
            ErasureMemory.MarkRestored(settings.GuardFolder, contents.LogId, contents.Origin, origin, contents.NextSequence);
        }

        MetaLoggingOptions options = Options(folder.Path, origin);
        NewOrigin.Begin(journal, contents.LogId, origin, contents.NextSequence, options.Journal);
        SignedCheckpoint? kept = new CheckpointFiles(RealFiles.Instance, journal).ReadNewest();
        SignedCheckpoint? known = guarded?.Size > (kept?.Size ?? 0) ? guarded : kept;
        RestorationReport report = new()
        {
            Backup = contents,
            Origin = origin,
            VerifierKey = await OpenAndFinishAsync(options, contents, guarded, known, missing.Orders, cancellationToken).ConfigureAwait(false),
            KnownSize = known?.Size ?? 0,
            Erasures = missing.Orders.Count,
        };
        folder.Finish();
        return report;
    }

    /// <summary>Opens the log once, under its new name: erases, tells what happened, signs, and closes it.</summary>
    async Task<string> OpenAndFinishAsync(
        MetaLoggingOptions options,
        BackupContents contents,
        SignedCheckpoint? guarded,
        SignedCheckpoint? known,
        IReadOnlyList<EraseOrder> erasures,
        CancellationToken cancellationToken)
    {
        AuditTrail trail = new(options, [], time, logger);
        await using (trail.ConfigureAwait(false))
        {
            await trail.StartAsync(cancellationToken).ConfigureAwait(false);
            if (trail.Health.Journal is { State: JournalState.ReadOnly, Reason: { } reason })
            {
                throw new JournalException($"The backup {settings.Backup} can't be restored: {reason}");
            }

            Compare(trail, contents, guarded);
            foreach (EraseOrder erasure in erasures)
            {
                await trail.EraseAsync(erasure.Ranges, erasure.Parts, erasure.Rule, cancellationToken).ConfigureAwait(false);
            }

            AuditEvent own = OwnEvents.Restore(contents, known, erasures.Count) with { UserId = settings.ActorId };
            await trail.RecordOwnAsync(own, cancellationToken).ConfigureAwait(false);
            await trail.SignedLog.CheckpointAsync(cancellationToken).ConfigureAwait(false);
            return trail.SignedLog.Keys[0].Text;
        }
    }

    /// <summary>What the guard knows to have been signed is in the backup as it was signed.</summary>
    void Compare(AuditTrail trail, BackupContents contents, SignedCheckpoint? guarded)
    {
        if (guarded is not null && guarded.Size <= contents.NextSequence && TreeProofs.Root(trail.SignedLog.Tree, guarded.Size) != guarded.Root)
        {
            throw new JournalException($"The first {guarded.Size} entries of {settings.Backup} are not those that were signed under {contents.Origin}: the signing guard in"
                + $" {settings.GuardFolder} knows another root. Take another backup; metalog verify says more of this one.");
        }
    }

    SignedCheckpoint? ReadGuard(BackupContents contents) => settings.GuardFolder.Length == 0 ? null
        : SigningGuard.Look(RealFiles.Instance, settings.GuardFolder, contents.LogId, contents.Origin).Last;

    string ChooseOrigin(BackupContents contents, OriginHistory history)
    {
        string origin = settings.Origin ?? NewOrigin.Make();
        bool isUsed = history.Origins.Any(one => one.Origin == origin)
            || (settings.GuardFolder.Length > 0 && File.Exists(SigningGuard.PathOf(settings.GuardFolder, contents.LogId, origin)));
        return isUsed
            ? throw new JournalException($"The origin {origin} has been used by this log already, and a log never signs against its own past. Choose another one with --origin.")
            : origin;
    }

    MetaLoggingOptions Options(string directory, string origin) => new()
    {
        DataDirectory = directory,
        ApplicationName = "metalog",
        Journal = { Origin = origin, GuardFolder = settings.GuardFolder },
    };
}
