namespace MetaLogging.Import;

/// <summary>
/// Cuts a stream into lines without copying them: the stream is read in blocks, and the lines of a block are taken one by one. A line ends
/// with LF or CR LF. Memory is bounded: a line of more than <see cref="MaxLineLength"/> bytes is passed over and said to be too long. Not
/// thread-safe.
/// </summary>
/// <param name="stream">The stream; it stays its owner's.</param>
/// <param name="buffer">Where lines are read into at first; null: a new one.</param>
internal sealed class LineReader(Stream stream, byte[]? buffer = null)
{
    /// <summary>A buffer that large takes most lines without growing.</summary>
    public const int UsualLength = 256 << 10;

    public const int MaxLineLength = 1 << 20;

    /// <summary>How much of the beginning is looked at to tell text from other files.</summary>
    public const int FirstBlockLength = 64 << 10;

    byte[] _buffer = buffer ?? new byte[UsualLength];
    int _start;
    int _end;
    int _scanned;
    bool _isEnded;
    bool _isPassingOver;

    /// <summary>How many lines were taken: the number of the last one, from 1.</summary>
    public long Lines { get; private set; }

    /// <summary>Whether something stands behind the last line end, once the stream has ended.</summary>
    public bool HasRest => _isPassingOver || _start < _end;

    /// <summary>How much memory it takes.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>What has been read and not taken.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads until there is a first block, or all there is.</summary>
    /// <param name="isLive">Whether the stream may still be being made: then one line is enough.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask FillFirstBlockAsync(bool isLive, CancellationToken cancellationToken)
    {
        while (Buffered.Length < FirstBlockLength
            && !(isLive && Buffered.Contains((byte)'\n'))
            && await FillAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        if (Buffered.StartsWith("\uFEFF"u8))
        {
            _start += 3;
            _scanned = _start;
        }
    }

    /// <summary>Reads on; false at the end.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_isEnded)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _scanned -= _start;
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += count;
        _isEnded = count == 0;
        return !_isEnded;
    }

    /// <summary>Takes the next line of what has been read; the span is good until the next fill.</summary>
    /// <param name="line">The line without its end; empty when it is too long.</param>
    /// <param name="isTooLong">Whether it has more than <see cref="MaxLineLength"/> bytes.</param>
    public bool TryTake(out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        int found = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (found < 0)
        {
            _scanned = _end;
            if (_isPassingOver || _end - _start > MaxLineLength + 1)
            {
                _isPassingOver = true;
                _start = _end;
            }

            line = default;
            isTooLong = false;
            return false;
        }

        Take(_scanned + found, out line, out isTooLong);
        _start = _scanned = _scanned + found + 1;
        return true;
    }

    /// <summary>Takes what stands behind the last line end.</summary>
    public void TakeRest(out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        Take(_end, out line, out isTooLong);
        _start = _scanned = _end;
    }

    void Take(int end, out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        Lines++;
        line = _buffer.AsSpan(_start, end - _start);
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        isTooLong = _isPassingOver || line.Length > MaxLineLength;
        _isPassingOver = false;
        if (isTooLong)
        {
            line = default;
        }
    }
}
