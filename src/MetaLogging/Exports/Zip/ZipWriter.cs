using System.IO.Compression;

namespace MetaLogging.Exports.Zip;

/// <summary>Writes a zip file as <see cref="ZipFormat"/> has it, one file after another, each as its bytes come. Not thread-safe.</summary>
/// <param name="file">The file: empty, and one in which can be sought.</param>
internal sealed class ZipWriter(Stream file)
{
    readonly List<ZipMember> _members = [];

    /// <summary>Writes one file.</summary>
    /// <param name="name">Its name, ASCII.</param>
    /// <param name="write">Writes its bytes into a stream.</param>
    /// <exception cref="IOException">It can't be written, or is too large.</exception>
    public async Task AddAsync(string name, Func<Stream, Task> write)
    {
        ZipMember member = new(name, Fits(file.Position), 0, 0, 0);
        await file.WriteAsync(ZipFormat.Local(member)).ConfigureAwait(false);
        Counting counting = new(file);
        await using (counting.ConfigureAwait(false))
        {
            await write(counting).ConfigureAwait(false);
        }

        long end = file.Position;
        member = member with { Crc = counting.Crc, Packed = Fits(end - member.Start), Length = Fits(counting.Count) };
        file.Position = member.Offset;
        await file.WriteAsync(ZipFormat.Local(member)).ConfigureAwait(false);
        file.Position = end;
        _members.Add(member);
    }

    /// <summary>Writes the directory. Nothing is added afterwards.</summary>
    /// <exception cref="IOException">It can't be written, or is too large.</exception>
    public async Task EndAsync()
    {
        uint offset = Fits(file.Position);
        foreach (ZipMember member in _members)
        {
            await file.WriteAsync(ZipFormat.Central(member)).ConfigureAwait(false);
        }

        await file.WriteAsync(ZipFormat.End(_members.Count, Fits(file.Position - offset), offset)).ConfigureAwait(false);
        Fits(file.Position);
    }

    static uint Fits(long length) => length < uint.MaxValue
        ? (uint)length
        : throw new IOException("The archive, or a file in it, would have 4 GiB or more, which its format does not take. Export less at a time: a shorter range, or one kind.");

    /// <summary>Deflates, and counts what is written.</summary>
    sealed class Counting(Stream file) : Stream
    {
        readonly DeflateStream _deflate = new(file, CompressionLevel.Optimal, leaveOpen: true);

        public uint Crc { get; private set; }

        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Crc = Crc32.Append(Crc, buffer);
            Count += buffer.Length;
            Fits(Count);
            _deflate.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => _deflate.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _deflate.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
