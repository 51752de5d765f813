namespace MetaLogging.Journaling.Tests.Simulation;

/// <summary>
/// A disk in memory that keeps only what was flushed: file contents by the flush of the file, names by the flush of the folder. Each
/// changing call has a number;
/// at one of them the power can be lost, or the call can fail once.
/// </summary>
internal sealed class SimulatedDisk : IFileSystem
{
    readonly Lock _gate = new();
    readonly Random _random;
    readonly Dictionary<string, SimulatedFile> _names = [];
    readonly Dictionary<string, SimulatedFile> _durableNames = [];
    readonly List<NameChange> _unflushed = [];
    readonly HashSet<string> _locks = [];

    public SimulatedDisk(int seed)
    {
        _random = new(seed);
    }

    /// <summary>How many changing calls there were.</summary>
    public int Calls { get; private set; }

    /// <summary>What each of them was.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The number of the call at which the power is lost.</summary>
    public int CrashAt { get; init; } = -1;

    /// <summary>The number of the call that fails.</summary>
    public int FailAt { get; init; } = -1;

    /// <summary>Whether it fails because the disk is full.</summary>
    public bool FailsAsFull { get; init; }

    /// <summary>Answers whether a call (what, path) fails.</summary>
    public Func<string, string, bool>? Fails { get; set; }

    /// <summary>Bytes that files may have together.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    public bool IsOff { get; private set; }

    /// <summary>Turns the machine off and on again.</summary>
    /// <param name="share">How much of what was not flushed is there all the same: 0 to 1.</param>
    public SimulatedDisk AfterCrash(int seed, double share, int crashAt = -1)
    {
        lock (_gate)
        {
            IsOff = true;
            Random random = new(seed);
            foreach (NameChange change in _unflushed.Where(_ => random.NextDouble() < share))
            {
                change.Apply(_durableNames);
            }

            _unflushed.Clear();
            SimulatedDisk disk = new(seed) { CrashAt = crashAt };
            foreach ((string path, SimulatedFile file) in _durableNames)
            {
                disk._durableNames[path] = disk._names[path] = file.AfterCrash(random, share);
            }

            return disk;
        }
    }

    public IEnumerable<string> Paths => _names.Keys.Order(StringComparer.Ordinal);

    public SimulatedFile this[string path] => _names[path];

    /// <summary>Puts a file there that is durable.</summary>
    public void Put(string path, byte[] bytes) => _names[path] = _durableNames[path] = SimulatedFile.Of(bytes);

    public void CreateFolder(string path)
    {
    }

    public IReadOnlyList<string> ListFiles(string folder)
    {
        lock (_gate)
        {
            ThrowIfOff();
            return [.. _names.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path))];
        }
    }

    public bool FileExists(string path)
    {
        lock (_gate)
        {
            ThrowIfOff();
            return _names.ContainsKey(path);
        }
    }

    public IFile Open(string path, FileUse use)
    {
        lock (_gate)
        {
            ThrowIfOff();
            if (use == FileUse.Create)
            {
                Count("create", path);
                SimulatedFile file = new();
                Change(new(path, null, file));
                return new SimulatedHandle(this, path, file);
            }

            return _names.TryGetValue(path, out SimulatedFile? found) ? new SimulatedHandle(this, path, found)
                : throw new FileNotFoundException("No such file", path);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Count("rename", from);
            if (!_names.TryGetValue(from, out SimulatedFile? file))
            {
                throw new FileNotFoundException("No such file", from);
            }

            Change(new(to, from, file));
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            if (_names.ContainsKey(path))
            {
                Count("delete", path);
                Change(new(path, null, null));
            }
        }
    }

    public void FlushFolder(string folder)
    {
        lock (_gate)
        {
            Count("flush folder", folder);
            foreach (NameChange change in _unflushed.Where(change => Path.GetDirectoryName(change.To) == folder))
            {
                change.Apply(_durableNames);
            }

            _unflushed.RemoveAll(change => Path.GetDirectoryName(change.To) == folder);
        }
    }

    public long FreeBytes(string folder)
    {
        lock (_gate)
        {
            return Capacity == long.MaxValue ? long.MaxValue : Math.Max(0, Capacity - Used());
        }
    }

    public IDisposable? TryLock(string path, string holder)
    {
        lock (_gate)
        {
            ThrowIfOff();
            return _locks.Add(path) ? new Unlock(() => _locks.Remove(path)) : null;
        }
    }

    public string ReadLock(string path) => "1 simulated";

    void Change(NameChange change)
    {
        change.Apply(_names);
        _unflushed.Add(change);
    }

    long Used() => _names.Values.Distinct().Sum(file => file.Length);

    void ThrowIfOff()
    {
        if (IsOff)
        {
            throw new SimulatedCrashException();
        }
    }

    void Count(string what, string path)
    {
        ThrowIfOff();
        Log.Add($"{Calls} {what} {Path.GetFileName(path)}");
        if (Calls == CrashAt)
        {
            IsOff = true;
            throw new SimulatedCrashException();
        }

        if (Calls++ == FailAt || Fails?.Invoke(what, path) == true)
        {
            throw FailsAsFull ? new DiskFullException(path) : new IOException($"The simulated disk failed to {what} {path}.");
        }
    }

    sealed class SimulatedHandle(SimulatedDisk disk, string path, SimulatedFile file) : IFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            lock (disk._gate)
            {
                disk.ThrowIfOff();
                return file.Read(buffer, offset);
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (disk._gate)
            {
                try
                {
                    disk.Count("write", path);
                    TakeSpace(offset + bytes.Length);
                    file.Write(bytes, offset);
                }
                catch (Exception e) when (e is SimulatedCrashException or IOException && disk._random.Next(2) == 0)
                {
                    // Cut short: some whole sectors of it reached the page cache.
                    file.Write(bytes[..(disk._random.Next(bytes.Length) / 512 * 512)], offset);
                    throw;
                }
            }
        }

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset) =>
            Write(buffers.SelectMany(buffer => buffer.ToArray()).ToArray().AsSpan(), offset);

        public void Allocate(long length)
        {
            lock (disk._gate)
            {
                disk.Count("allocate", path);
                TakeSpace(length);
                file.SetLength(Math.Max(length, file.Length));
            }
        }

        public void SetLength(long length)
        {
            lock (disk._gate)
            {
                disk.Count("set length of", path);
                file.SetLength(length);
            }
        }

        public void Flush()
        {
            lock (disk._gate)
            {
                try
                {
                    disk.Count("flush", path);
                    file.Flush();
                }
                catch (IOException)
                {
                    file.FailFlush(disk._random);
                    throw;
                }
            }
        }

        public void Dispose()
        {
        }

        void TakeSpace(long length)
        {
            if (length > file.Length && disk.Used() + length - file.Length > disk.Capacity)
            {
                throw new DiskFullException(path);
            }
        }
    }

    sealed record NameChange(string To, string? From, SimulatedFile? File)
    {
        public void Apply(Dictionary<string, SimulatedFile> names)
        {
            if (From is not null)
            {
                names.Remove(From);
            }

            if (File is null)
            {
                names.Remove(To);
            }
            else
            {
                names[To] = File;
            }
        }
    }

    sealed class Unlock(Action unlock) : IDisposable
    {
        public void Dispose() => unlock();
    }
}
