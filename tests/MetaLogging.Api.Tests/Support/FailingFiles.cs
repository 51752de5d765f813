using MetaLogging.Journaling;

namespace MetaLogging.Api.Tests.Support;

/// <summary>A disk that a test can break, or make wait.</summary>
internal sealed class FailingFiles : IFileSystem
{
    readonly RealFiles _real = RealFiles.Instance;
    readonly object _gate = new();
    bool _isStuck;

    /// <summary>Whether nothing can be written, not even by the trail itself.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Whether writes wait until this is false again.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_gate)
            {
                return _isStuck;
            }
        }

        set
        {
            lock (_gate)
            {
                _isStuck = value;
                Monitor.PulseAll(_gate);
            }
        }
    }

    public void CreateFolder(string path) => _real.CreateFolder(path);

    public IReadOnlyList<string> ListFiles(string folder) => _real.ListFiles(folder);

    public bool FileExists(string path) => _real.FileExists(path);

    public IFile Open(string path, FileUse use)
    {
        if (use == FileUse.Create)
        {
            Wait();
        }

        return new FailingFile(this, _real.Open(path, use));
    }

    public void Rename(string from, string to) => _real.Rename(from, to);

    public void Delete(string path) => _real.Delete(path);

    public void FlushFolder(string folder)
    {
        Wait();
        _real.FlushFolder(folder);
    }

    public long FreeBytes(string folder) => _real.FreeBytes(folder);

    public IDisposable? TryLock(string path, string holder) => _real.TryLock(path, holder);

    public string ReadLock(string path) => _real.ReadLock(path);

    void Wait()
    {
        lock (_gate)
        {
            while (_isStuck)
            {
                Monitor.Wait(_gate);
            }
        }

        if (IsBroken)
        {
            throw new IOException("The disk is broken.");
        }
    }

    sealed class FailingFile(FailingFiles files, IFile real) : IFile
    {
        public long Length => real.Length;

        public int Read(Span<byte> buffer, long offset) => real.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            files.Wait();
            real.Write(bytes, offset);
        }

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
        {
            files.Wait();
            real.Write(buffers, offset);
        }

        public void Allocate(long length)
        {
            files.Wait();
            real.Allocate(length);
        }

        public void SetLength(long length) => real.SetLength(length);

        public void Flush()
        {
            files.Wait();
            real.Flush();
        }

        public void Dispose() => real.Dispose();
    }
}
