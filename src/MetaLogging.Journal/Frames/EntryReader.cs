using System.Buffers.Binary;

namespace MetaLogging.Journaling;

/// <summary>Walks over the entries in the body of a frame.</summary>
internal ref struct EntryReader(ReadOnlySpan<byte> body)
{
    public const int PrefixSize = 8;
    public const uint OrderFlag = 0x8000_0000;

    readonly ReadOnlySpan<byte> _body = body;
    int _next;

    public int FactAt { get; private set; }

    public int FactLength { get; private set; }

    public int DetailLength { get; private set; }

    public bool IsOrder { get; private set; }

    public readonly int DetailAt => FactAt + FactLength;

    public readonly bool IsAtEnd => _next == _body.Length;

    public bool MoveNext()
    {
        if (_body.Length - _next < PrefixSize)
        {
            return false;
        }

        uint fact = BinaryPrimitives.ReadUInt32LittleEndian(_body[_next..]);
        uint detail = BinaryPrimitives.ReadUInt32LittleEndian(_body[(_next + 4)..]);
        IsOrder = (detail & OrderFlag) != 0;
        detail &= ~OrderFlag;
        if ((ulong)fact + detail > (ulong)(_body.Length - _next - PrefixSize))
        {
            return false;
        }

        FactAt = _next + PrefixSize;
        FactLength = (int)fact;
        DetailLength = (int)detail;
        _next = FactAt + FactLength + DetailLength;
        return true;
    }
}
