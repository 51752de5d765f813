namespace MetaLogging.Import;

/// <summary>
/// One pass over a log: first what was read of it already, then the rest up to a bound, then what is to follow it. It leaves the log open,
/// and counts its bytes.
/// </summary>
internal sealed class PassStream(ReadOnlyMemory<byte> head, Stream log, long bound, ReadOnlyMemory<byte> tail) : Stream
{
    ReadOnlyMemory<byte> _head = head;
    ReadOnlyMemory<byte> _tail = tail;
    long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>How many bytes were read; may be asked from another thread.</summary>
    public override long Position
    {
        get => Volatile.Read(ref _position);
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Take(ref _head, buffer);
        count = Count(count > 0 ? count : log.Read(buffer[..Room(buffer.Length)]));
        return count > 0 ? count : Take(ref _tail, buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Take(ref _head, buffer.Span);
        count = Count(count > 0 ? count : await log.ReadAsync(buffer[..Room(buffer.Length)], cancellationToken).ConfigureAwait(false));
        return count > 0 ? count : Take(ref _tail, buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    static int Take(ref ReadOnlyMemory<byte> source, Span<byte> buffer)
    {
        int count = Math.Min(source.Length, buffer.Length);
        source.Span[..count].CopyTo(buffer);
        source = source[count..];
        return count;
    }

    int Room(int wanted) => (int)Math.Min(wanted, bound - _position);

    int Count(int count)
    {
        Volatile.Write(ref _position, _position + count);
        return count;
    }
}
