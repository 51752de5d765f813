using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Exports.Zip;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Json;
using MetaLogging.Proving;

namespace MetaLogging.Exports;

/// <summary>
/// Writes an export: the entries with their proofs in one signed tree, and the events that they make. It is written beside its place and gets its name when it is
/// whole, flushed, and told in the log. What does not prove is not handed out. Memory does not grow with the number of events, but for a few bytes each.
/// </summary>
internal sealed class ExportWriting(IExportedLog log, TimeProvider time)
{
    const int FileBuffer = 1 << 16;

    readonly EntryView _view = new();
    readonly CanonicalBuffer _line = new();
    long _erased;

    /// <summary>Writes the archive.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="replaces">Whether a file that is there is replaced.</param>
    /// <param name="matches">What the store picked: ascending, at least one.</param>
    /// <param name="filters">The filters, as they are named in the API.</param>
    /// <param name="progress">Is told how many events are written.</param>
    /// <param name="cancellationToken">Honoured until the archive gets its name.</param>
    /// <exception cref="NotProvenException">An entry can't be proven, or the store shows it otherwise.</exception>
    /// <exception cref="JournalException">An entry can't be read, or the export can't be told.</exception>
    /// <exception cref="IOException">The archive can't be written.</exception>
    public async Task<ExportSummary> WriteAsync(
        string path, Replacing replaces, IReadOnlyList<Match> matches, JsonObject filters, IProgress<long> progress, CancellationToken cancellationToken)
    {
        string temporary = path + ".new";
        bool isDone = false;
        try
        {
            ExportSummary summary;
            FileStream file = Create(temporary, FileOptions.None);
            await using (file.ConfigureAwait(false))
            {
                summary = await WriteAsync(file, matches, filters, progress, cancellationToken).ConfigureAwait(false);
                file.Flush();
                Disk.FlushFile(file.SafeFileHandle, temporary);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, path, overwrite: replaces == Replacing.WhatIsThere);
            isDone = true;
            Disk.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return summary;
        }
        finally
        {
            if (!isDone)
            {
                File.Delete(temporary);
            }
        }
    }

    async Task<ExportSummary> WriteAsync(
        FileStream file, IReadOnlyList<Match> matches, JsonObject filters, IProgress<long> progress, CancellationToken cancellationToken)
    {
        SignedCheckpoint checkpoint = await log.CheckpointAsync(matches[^1].Sequence, cancellationToken).ConfigureAwait(false);
        ZipWriter zip = new(file);
        _erased = 0;

        // One file of the archive after the other: the events wait beside it while the entries are written.
        // Where the system lets it, they have no name there, and a killed process leaves nothing behind.
        FileStream events = Create(file.Name + ".events", OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(events.Name);
        }

        await using (events.ConfigureAwait(false))
        {
            await zip.AddAsync(ExportFiles.Entries, stream => WriteEntriesAsync(stream, events, matches, checkpoint.Checkpoint, progress, cancellationToken))
                .ConfigureAwait(false);
            events.Position = 0;
            await zip.AddAsync(ExportFiles.Events, stream => events.CopyToAsync(stream, FileBuffer, cancellationToken)).ConfigureAwait(false);
        }

        ExportTold told = await log.TellAsync(filters, matches.Count, checkpoint.Size, cancellationToken).ConfigureAwait(false);
        checkpoint.Check(told.Keys);
        ExportDescription description = new()
        {
            Version = typeof(ExportWriting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
            MadeAt = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            MadeBy = told.By,
            Filters = filters,
            Origin = checkpoint.Checkpoint.Origin,
            Size = checkpoint.Size,
            Events = matches.Count,
            Erased = _erased,
            ToldBy = told.Sequence,
        };
        await AddAsync(zip, ExportFiles.Checkpoint, Encoding.UTF8.GetBytes(checkpoint.ToString())).ConfigureAwait(false);
        await AddAsync(zip, ExportFiles.Keys, Encoding.UTF8.GetBytes(string.Concat(told.Keys.Select(key => key.Text + "\n")))).ConfigureAwait(false);
        await AddAsync(zip, ExportFiles.Description, description.Write()).ConfigureAwait(false);
        await AddAsync(zip, ExportFiles.Readme, Encoding.UTF8.GetBytes(ExportReadme.Of(description))).ConfigureAwait(false);
        await zip.EndAsync().ConfigureAwait(false);
        return new(description.Origin, description.Size, description.Events, description.Erased);
    }

    async Task WriteEntriesAsync(
        Stream entries, Stream events, IReadOnlyList<Match> matches, Checkpoint tree, IProgress<long> progress, CancellationToken cancellationToken)
    {
        Queue<Task<ExportedEntry>> asked = [];
        int next = 0;
        try
        {
            for (int i = 0; i < matches.Count; i++)
            {
                while (next < matches.Count && asked.Count < log.AtOnce)
                {
                    asked.Enqueue(log.ReadAsync(matches[next++].Sequence, tree.Size, cancellationToken));
                }

                ExportedEntry entry = await asked.Dequeue().ConfigureAwait(false);
                Recorded<TrailEvent> item = Check(entry, tree);
                WriteLine(entries, () => EntryLine.Write(entry, _line));
                WriteLine(events, () => ItemWriter.Write(item, _line), matches[i], item.Erased);
                _erased += item.Erased == EntryParts.None ? 0 : 1;
                progress.Report(i + 1);
            }
        }
        finally
        {
            // Nobody waits for those that are left; their failures are this one's.
            await Task.WhenAll(asked.Select(task => task.ContinueWith(
                done => done.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default))).ConfigureAwait(false);
        }
    }

    Recorded<TrailEvent> Check(ExportedEntry entry, Checkpoint tree)
    {
        if (entry.Detail.IsEmpty)
        {
            throw new NotProvenException($"Entry {entry.Sequence} has no detail, and can't be exported.");
        }

        try
        {
            EntryProof.CheckEntry(new(entry.Sequence, entry.Fact, entry.Detail), _view);
            InclusionProof.Check(TreeHash.Leaf(entry.Fact.Span), entry.Sequence, tree.Size, entry.Proof, tree.Root);
            return _view.ToRecorded(tree.Origin);
        }
        catch (NotProvenException e)
        {
            throw new NotProvenException($"Entry {entry.Sequence} can't be proven: {e.Message} metalog verify says more.");
        }
    }

    void WriteLine(Stream output, Action write, Match? match = null, EntryParts erased = EntryParts.None)
    {
        write();
        if (match is { } picked && !picked.IsOf(_line.Written, erased))
        {
            throw new NotProvenException($"The store shows entry {picked.Sequence} otherwise than the journal has it. metalog verify says more; metalog rebuild makes the store anew.");
        }

        _line.Byte((byte)'\n');
        output.Write(_line.Written);
        _line.Clear();
    }

    static Task AddAsync(ZipWriter zip, string name, byte[] bytes) => zip.AddAsync(name, stream =>
    {
        stream.Write(bytes);
        return Task.CompletedTask;
    });

    /// <summary>A new file for its owner alone: it holds personal data.</summary>
    static FileStream Create(string path, FileOptions options)
    {
        FileStreamOptions creating = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = FileBuffer,
            Options = options,
        };
        if (!OperatingSystem.IsWindows())
        {
            creating.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(path, creating);
    }
}
