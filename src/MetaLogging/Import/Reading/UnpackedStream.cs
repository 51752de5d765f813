using System.IO.Compression;

namespace MetaLogging.Import;

/// <summary>
/// Unpacks gzip and notices when it was cut off, which .NET's stream takes for the end: the packed bytes are followed by one more member of
/// ours, the seal. Only where all before it is whole does its text come out at the end; it is held back and checked.
/// </summary>
internal sealed class UnpackedStream(Stream packed) : Stream
{
    static readonly byte[] SealText = [.. "\0end of the log\0"u8];

    readonly GZipStream _text = new(packed, CompressionMode.Decompress);
    byte[] _held = [];
    int _heldLength;

    /// <summary>What must follow the packed bytes.</summary>
    public static ReadOnlyMemory<byte> Seal { get; } = Pack(SealText);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The packed bytes are damaged, cut off, or followed by something else.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held.Length < SealText.Length + buffer.Length)
        {
            Array.Resize(ref _held, SealText.Length + buffer.Length);
        }

        while (_heldLength <= SealText.Length)
        {
            Memory<byte> room = _held.AsMemory(_heldLength, SealText.Length + buffer.Length - _heldLength);
            int count = await _text.ReadAsync(room, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return _held.AsSpan(0, _heldLength).SequenceEqual(SealText) ? 0
                    : throw new InvalidDataException("The gzip data are not whole.");
            }

            _heldLength += count;
        }

        int given = _heldLength - SealText.Length;
        _held.AsSpan(0, given).CopyTo(buffer.Span);
        _held.AsSpan(given, SealText.Length).CopyTo(_held);
        _heldLength = SealText.Length;
        return given;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }

    static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }
}
