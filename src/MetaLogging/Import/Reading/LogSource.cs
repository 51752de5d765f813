namespace MetaLogging.Import;

/// <summary>
/// A log that can be read in passes, unpacked where it begins with gzip's magic bytes. A file is read up to the length that it had at
/// first, so that all passes see the same; what can't be read twice is copied to a temporary file first, readable by its owner alone, whose
/// name is gone before anything is written to it.
/// </summary>
internal sealed class LogSource : IAsyncDisposable
{
    readonly Stream _log;
    readonly FileStream? _copy;
    readonly long _start;
    readonly ReadOnlyMemory<byte> _head;
    readonly bool _isPacked;
    PassStream? _pass;
    Stream? _text;

    LogSource(Stream log, FileStream? copy, long start, ReadOnlyMemory<byte> head, bool isPacked)
    {
        _log = log;
        _copy = copy;
        _start = start;
        _head = head;
        _isPacked = isPacked;
        TotalBytes = log.CanSeek ? log.Length - start : null;
    }

    /// <summary>The length as it is stored; null where it can't be known.</summary>
    public long? TotalBytes { get; }

    /// <summary>How many bytes the current pass has read.</summary>
    public long BytesRead => _pass?.Position ?? 0;

    /// <summary>Makes a log ready. The stream stays its caller's.</summary>
    public static async ValueTask<LogSource> OpenAsync(Stream log, LogPasses passes, CancellationToken cancellationToken)
    {
        FileStream? copy = null;
        if (passes == LogPasses.Several && !log.CanSeek)
        {
            copy = OpenNameless();
            try
            {
                await log.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
                copy.Position = 0;
            }
            catch
            {
                await copy.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            log = copy;
        }

        long start = log.CanSeek ? log.Position : 0;
        byte[] head = new byte[2];
        int count = await log.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        bool isPacked = count == head.Length && head is [0x1F, 0x8B];
        return new(log, copy, start, log.CanSeek ? default : head.AsMemory(0, count), isPacked);
    }

    /// <summary>Begins a pass from the start and answers its text; the pass before ends.</summary>
    public Stream OpenPass()
    {
        _text?.Dispose();
        if (_log.CanSeek)
        {
            _log.Position = _start;
        }

        _pass = new PassStream(_head, _log, TotalBytes ?? long.MaxValue, _isPacked ? UnpackedStream.Seal : default);
        return _text = _isPacked ? new UnpackedStream(_pass) : _pass;
    }

    public async ValueTask DisposeAsync()
    {
        if (_text is not null)
        {
            await _text.DisposeAsync().ConfigureAwait(false);
        }

        if (_copy is not null)
        {
            await _copy.DisposeAsync().ConfigureAwait(false);
        }
    }

    static FileStream OpenNameless()
    {
        string path = Path.Combine(Path.GetTempPath(), $"metalog-import-{Guid.NewGuid():N}");
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream file = new(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // Unlike deleting at the end this leaves nothing behind when the process is killed.
            File.Delete(path);
        }

        return file;
    }
}
