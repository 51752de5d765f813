using System.Collections.Immutable;
using MetaLogging.Journaling;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Ids;

/// <summary>
/// Event id → sequence, for idempotency: a view of the facts in <c>DIR/ids</c>. The newest ids stand in a table in memory; full tables become sorted runs on disk,
/// and four runs of a size become one. It answers where an id may be; the fact there decides. Damaged or missing runs are built again from the facts.
/// </summary>
/// <remarks><see cref="Add"/> is called by the journal's one writer, in the order of sequences; everything else from any thread.</remarks>
internal sealed class IdIndex : IAsyncDisposable
{
    const int RunsOfASize = 4;
    const int MostKeysOfARebuiltRun = 1 << 20;
    readonly Lock _lock = new();
    readonly string _directory;
    readonly Journal _journal;
    readonly ILogger _logger;
    readonly SemaphoreSlim _mending = new(1, 1);
    long _seed;
    IdTable _table = new(0);
    ImmutableArray<IdTable> _full = [];
    ImmutableArray<IdRun> _runs = [];
    Task _writing = Task.CompletedTask;

    IdIndex(string directory, Journal journal, ILogger logger)
    {
        _directory = directory;
        _journal = journal;
        _logger = logger;
    }

    /// <summary>Opens the index and reads from the facts what it lacks.</summary>
    public static async Task<IdIndex> OpenAsync(string directory, Journal journal, ILogger logger, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var index = new IdIndex(directory, journal, logger);
        try
        {
            await index.LoadAsync(cancellationToken).ConfigureAwait(false);
            return index;
        }
        catch
        {
            await index.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds the id of the next sequence.</summary>
    public void Add(Guid id, long sequence)
    {
        lock (_lock)
        {
            if (_table.IsFull)
            {
                _full = _full.Add(_table);
                _table = new IdTable(_table.EndSequence);
                if (_writing.IsCompleted)
                {
                    _writing = Task.Run(WriteFullTablesAsync);
                }
            }

            _table.Add(IdKey.Of(id, _seed), sequence);
        }
    }

    /// <summary>Adds the sequences that an id may have, in no order.</summary>
    /// <exception cref="IdRunDamagedException">A run is damaged: <see cref="MendAsync"/>, then ask again.</exception>
    public void Find(Guid id, List<long> sequences)
    {
        ulong key;
        ImmutableArray<IdTable> full;
        ImmutableArray<IdRun> runs;
        lock (_lock)
        {
            key = IdKey.Of(id, _seed);
            _table.Find(key, sequences);
            (full, runs) = (_full, _runs);
        }

        foreach (IdTable table in full)
        {
            table.Find(key, sequences);
        }

        foreach (IdRun run in runs)
        {
            try
            {
                run.Find(key, sequences);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new IdRunDamagedException(run, e);
            }
            catch (ObjectDisposedException)
            {
                // It was merged into another meanwhile.
                sequences.Clear();
                Find(id, sequences);
                return;
            }
        }

        sequences.RemoveAll(sequence => sequence < _journal.FirstSequence);
    }

    /// <summary>Builds a damaged run again from the facts.</summary>
    public async Task MendAsync(IdRunDamagedException damage, CancellationToken cancellationToken)
    {
        await _mending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_runs.Contains(damage.Run))
            {
                return;
            }

            IdLog.RunDamaged(_logger, damage.Run.Path, damage.InnerException!);
            IdRun.Footer bounds = damage.Run.Bounds;
            List<IdRun> mended = await BuildRunsAsync(bounds.First, bounds.End, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _runs = [.. _runs.Remove(damage.Run).AddRange(mended).OrderBy(run => run.Bounds.First)];
            }

            if (!mended.Exists(run => run.Path == damage.Run.Path))
            {
                File.Delete(damage.Run.Path);
            }

            damage.Run.Dispose();
        }
        finally
        {
            _mending.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writing.ConfigureAwait(false);
        foreach (IdRun run in _runs)
        {
            run.Dispose();
        }

        _mending.Dispose();
    }

    async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (string leftover in Directory.EnumerateFiles(_directory, "*.new"))
        {
            File.Delete(leftover);
        }

        long next = _journal.NextSequence;
        List<IdRun> found = [];
        foreach (string path in Directory.EnumerateFiles(_directory, "*.ids"))
        {
            try
            {
                found.Add(IdRun.Open(path));
            }
            catch (InvalidDataException e)
            {
                IdLog.RunDamaged(_logger, path, e);
                File.Delete(path);
            }
        }

        // Of runs that overlap (a crash between merging and deleting) the longer one holds all of the shorter.
        List<IdRun> kept = [];
        foreach (IdRun run in found.OrderBy(run => run.Bounds.First).ThenByDescending(run => run.Bounds.End))
        {
            bool isFresh = run.Bounds.End <= next && run.Bounds.End > _journal.FirstSequence
                && (kept.Count == 0 || (run.Bounds.First >= kept[^1].Bounds.End && run.Bounds.Seed == kept[0].Bounds.Seed));
            if (isFresh)
            {
                kept.Add(run);
            }
            else
            {
                run.Dispose();
                File.Delete(run.Path);
            }
        }

        _seed = kept.Count > 0 ? kept[0].Bounds.Seed : BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        long covered = _journal.FirstSequence;
        List<IdRun> all = [];
        foreach (IdRun run in kept)
        {
            if (run.Bounds.First > covered)
            {
                all.AddRange(await BuildRunsAsync(covered, run.Bounds.First, cancellationToken).ConfigureAwait(false));
            }

            all.Add(run);
            covered = run.Bounds.End;
        }

        _runs = [.. all];
        _table = new IdTable(covered);
        await foreach ((long sequence, Guid id) in FactIds.ReadAsync(_journal, covered, next, cancellationToken).ConfigureAwait(false))
        {
            Add(id, sequence);
        }
    }

    /// <summary>Runs for a range of sequences from the facts, at most a million keys each, so that memory stays bounded.</summary>
    async Task<List<IdRun>> BuildRunsAsync(long first, long end, CancellationToken cancellationToken)
    {
        List<IdRun> runs = [];
        for (long from = first; from < end; from += MostKeysOfARebuiltRun)
        {
            long to = Math.Min(end, from + MostKeysOfARebuiltRun);
            ulong[] keys = new ulong[to - from];
            uint[] places = new uint[to - from];
            int count = 0;
            await foreach ((long sequence, Guid id) in FactIds.ReadAsync(_journal, from, to, cancellationToken).ConfigureAwait(false))
            {
                keys[count] = IdKey.Of(id, _seed);
                places[count++] = (uint)(sequence - from);
            }

            Array.Sort(keys, places, 0, count);
            using var writer = new IdRunWriter(_directory, from, to, count, _seed);
            for (int i = 0; i < count; i++)
            {
                writer.Add(keys[i], places[i]);
            }

            runs.Add(writer.Finish());
        }

        return runs;
    }

    async Task WriteFullTablesAsync()
    {
        try
        {
            while (true)
            {
                IdTable table;
                lock (_lock)
                {
                    if (_full.IsEmpty)
                    {
                        return;
                    }

                    table = _full[0];
                }

                IdRun run = WriteTable(table);
                lock (_lock)
                {
                    _full = _full.RemoveAt(0);
                    _runs = _runs.Add(run);
                }

                await _mending.WaitAsync().ConfigureAwait(false);
                try
                {
                    MergeRunsOfASize();
                    DropOldRuns();
                }
                finally
                {
                    _mending.Release();
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The tables stay in memory and are found there; the next full one tries again, and after a restart the facts are read.
            IdLog.RunNotWritten(_logger, _directory, e);
        }
    }

    IdRun WriteTable(IdTable table)
    {
        (ulong[] keys, uint[] places) = table.Sorted();
        using var writer = new IdRunWriter(_directory, table.FirstSequence, table.EndSequence, keys.Length, _seed);
        for (int i = 0; i < keys.Length; i++)
        {
            writer.Add(keys[i], places[i]);
        }

        return writer.Finish();
    }

    void MergeRunsOfASize()
    {
        while (true)
        {
            ImmutableArray<IdRun> runs = _runs;
            if (runs.Length < RunsOfASize)
            {
                return;
            }

            IdRun[] newest = [.. runs[^RunsOfASize..]];
            long total = newest.Sum(run => (long)run.Bounds.Count);
            if (newest.Any(run => SizeClass(run) != SizeClass(newest[^1])) || newest[^1].Bounds.End - newest[0].Bounds.First > uint.MaxValue || total > int.MaxValue / 2)
            {
                return;
            }

            IdRun merged = IdRunMerge.Merge(_directory, newest, _seed);
            lock (_lock)
            {
                _runs = [.. _runs[..^RunsOfASize], merged];
            }

            Remove(newest);
        }
    }

    void DropOldRuns()
    {
        IdRun[] old = [.. _runs.Where(run => run.Bounds.End <= _journal.FirstSequence)];
        if (old.Length > 0)
        {
            lock (_lock)
            {
                _runs = _runs.RemoveRange(old);
            }

            Remove(old);
        }
    }

    static void Remove(IdRun[] runs)
    {
        foreach (IdRun run in runs)
        {
            File.Delete(run.Path);
            run.Dispose();
        }
    }

    static int SizeClass(IdRun run) => (int)Math.Log(Math.Max(1.0, run.Bounds.Count / (double)IdTable.Capacity), RunsOfASize);
}
