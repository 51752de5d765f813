using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Exports;

/// <summary>Reads a file of lines, each with its line end. A line is valid until the next one is read.</summary>
/// <param name="stream">The file; disposed with the reader.</param>
/// <param name="name">Its name, for messages.</param>
/// <param name="most">The most bytes of a line.</param>
internal sealed class LineReader(Stream stream, string name, int most) : IDisposable
{
    byte[] _bytes = new byte[1 << 16];
    int _start;
    int _end;
    long _lines;

    /// <summary>The next line, without its line end; null at the end of the file.</summary>
    /// <exception cref="NotProvenException">A line is too long, or the last one has no line end.</exception>
    public ReadOnlyMemory<byte>? Next()
    {
        for (int searched = 0; ;)
        {
            int found = _bytes.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                ReadOnlyMemory<byte> line = _bytes.AsMemory(_start, searched + found);
                _start += searched + found + 1;
                _lines++;
                return line;
            }

            searched = _end - _start;
            if (searched > most)
            {
                throw new NotProvenException($"Line {_lines + 1} of {name} has more than {most} bytes.");
            }

            if (!Fill())
            {
                return _start == _end ? null : throw new NotProvenException($"The last line of {name} has no line end.");
            }
        }
    }

    public void Dispose() => stream.Dispose();

    bool Fill()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }

        int read = stream.Read(_bytes.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
