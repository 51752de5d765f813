namespace MetaLogging.Journaling.Tests.Simulation;

/// <summary>A file as the page cache shows it, as the device has it, and what lies between.</summary>
internal sealed class SimulatedFile
{
    const int Sector = 512;

    readonly List<Action<SimulatedFile, Random, double>> _unflushed = [];
    byte[] _seen = [];
    byte[] _durable = [];

    public long Length { get; private set; }

    public long DurableLength { get; private set; }

    public byte[] Seen => _seen[..(int)Length];

    public int Read(Span<byte> buffer, long offset)
    {
        int count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        _seen.AsSpan((int)Math.Min(offset, Length), count).CopyTo(buffer);
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        byte[] copy = bytes.ToArray();
        Store(ref _seen, copy, offset);
        Length = Math.Max(Length, offset + copy.Length);
        _unflushed.Add((file, random, share) =>
        {
            bool grows = file.DurableLength >= offset + copy.Length || random.NextDouble() < share;
            for (long at = offset; at < offset + copy.Length;)
            {
                long end = Math.Min((at / Sector + 1) * Sector, offset + copy.Length);
                if (random.NextDouble() < share)
                {
                    Store(ref file._durable, copy.AsSpan((int)(at - offset), (int)(end - at)), at);
                }

                at = end;
            }

            if (grows)
            {
                file.DurableLength = Math.Max(file.DurableLength, offset + copy.Length);
            }
        });
    }

    public void SetLength(long length)
    {
        if (length < Length)
        {
            _seen.AsSpan((int)length).Clear();
        }

        Store(ref _seen, [], length);
        Length = length;
        _unflushed.Add((file, random, share) =>
        {
            if (random.NextDouble() < share)
            {
                if (length < file.DurableLength)
                {
                    file._durable.AsSpan((int)length).Clear();
                }

                file.DurableLength = length;
            }
        });
    }

    /// <summary>The flush worked: the device has what the page cache shows.</summary>
    public void Flush()
    {
        foreach (Action<SimulatedFile, Random, double> change in _unflushed)
        {
            change(this, Random.Shared, 1);
        }

        _unflushed.Clear();
    }

    /// <summary>The flush failed: a part of it is on the device, and the kernel forgets the rest, but goes on showing it.</summary>
    public void FailFlush(Random random)
    {
        foreach (Action<SimulatedFile, Random, double> change in _unflushed)
        {
            change(this, random, random.NextDouble());
        }

        _unflushed.Clear();
    }

    /// <summary>The power is lost: sector by sector, some of what was not flushed is there, and some is not.</summary>
    public SimulatedFile AfterCrash(Random random, double share)
    {
        foreach (Action<SimulatedFile, Random, double> change in _unflushed)
        {
            change(this, random, share);
        }

        _unflushed.Clear();
        Store(ref _durable, [], DurableLength);
        SimulatedFile file = new() { _durable = _durable[..(int)DurableLength], DurableLength = DurableLength, Length = DurableLength };
        file._seen = [.. file._durable];
        return file;
    }

    /// <summary>A file that was there before.</summary>
    public static SimulatedFile Of(byte[] bytes) =>
        new() { _seen = [.. bytes], _durable = [.. bytes], Length = bytes.Length, DurableLength = bytes.Length };

    static void Store(ref byte[] target, ReadOnlySpan<byte> bytes, long offset)
    {
        if (target.Length < offset + bytes.Length)
        {
            Array.Resize(ref target, (int)(offset + bytes.Length + 4096));
        }

        bytes.CopyTo(target.AsSpan((int)offset));
    }
}
