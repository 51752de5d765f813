namespace MetaLogging.Remote;

/// <summary>Reads lines as they come. A last line without its end is never answered: it may be half of one.</summary>
internal sealed class FollowedLines(Stream stream)
{
    /// <summary>The longest line, in bytes: far more than an event of 64 KiB takes.</summary>
    public const int LongestLine = 1 << 20;

    byte[] _buffer = new byte[16 << 10];
    int _start;
    int _end;

    /// <summary>The next line, valid until the next call; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    /// <exception cref="IOException">The stream broke.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        int searched = 0;
        for (; ; )
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, searched + found);
                _start += searched + found + 1;
                return line;
            }

            searched = _end - _start;
            if (searched > LongestLine)
            {
                throw new InvalidDataException($"a line has more than {LongestLine} bytes");
            }

            MakeRoom();
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }

    void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
