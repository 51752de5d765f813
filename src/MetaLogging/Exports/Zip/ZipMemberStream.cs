using System.IO.Compression;
using MetaLogging.Journaling.Merkle;
using Microsoft.Win32.SafeHandles;

namespace MetaLogging.Exports.Zip;

/// <summary>Unpacks one file of a zip file. It never gives more bytes than the header says, and ends only where they all came and all were used.</summary>
internal sealed class ZipMemberStream : Stream
{
    readonly ZipMember _member;
    readonly Deflated _deflated;
    readonly DeflateStream _inflate;
    uint _crc;
    long _count;

    public ZipMemberStream(SafeFileHandle file, ZipMember member)
    {
        _member = member;
        _deflated = new(file, member);
        _inflate = new(_deflated, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _member.Length;

    public override long Position { get => _count; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="NotProvenException">The bytes are not what the header says.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _inflate.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw new NotProvenException($"The file {_member.Name} in it can't be unpacked: it is damaged.");
        }

        _crc = Crc32.Append(_crc, buffer[..read]);
        _count += read;
        bool isEnd = read == 0 && !buffer.IsEmpty;
        return _count > _member.Length || (isEnd && (_count != _member.Length || _crc != _member.Crc || !_deflated.IsUsedUp))
            ? throw new NotProvenException($"The file {_member.Name} in it is not what its header says: it was changed, or has bytes behind its end.")
            : read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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
            _inflate.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The deflated bytes. The last one is handed out alone: it is asked for only if all before it were used, and so nothing can hide behind their end.</summary>
    sealed class Deflated(SafeFileHandle file, ZipMember member) : Stream
    {
        long _at = member.Start;

        public bool IsUsedUp => _at == member.End;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => member.Packed;

        public override long Position { get => _at - member.Start; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            long left = member.End - _at;
            int most = (int)Math.Min(buffer.Length, left > 1 ? left - 1 : left);
            int read = most == 0 ? 0 : RandomAccess.Read(file, buffer[..most], _at);
            _at += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
