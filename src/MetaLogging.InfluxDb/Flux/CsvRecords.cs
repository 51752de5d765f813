using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>Reads CSV of RFC 4180 record by record, in pieces as they come. An empty line is a record of one empty cell.</summary>
/// <param name="reader">The bytes, in UTF-8.</param>
internal sealed class CsvRecords(PipeReader reader)
{
    /// <summary>No record of an honest server is as long.</summary>
    const int LongestRecord = 256 << 20;

    static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    readonly ArrayBufferWriter<byte> _cell = new(256);
    readonly List<string> _cells = [];
    Place _place = Place.CellStart;
    long _length;

    /// <summary>Where reading stands in a record.</summary>
    enum Place
    {
        CellStart,
        InCell,
        InQuotes,
        AfterQuote,
        AfterReturn,
    }

    /// <summary>The cells of the record that was read last.</summary>
    public IReadOnlyList<string> Cells => _cells;

    /// <summary>Whether the record is an empty line.</summary>
    public bool IsEmptyLine => _cells is [""];

    /// <summary>Reads the next record; false: there is none.</summary>
    /// <exception cref="FormatException">It is no CSV.</exception>
    /// <exception cref="EndOfStreamException">It ends in the middle of a record: each ends with its line.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _cells.Clear();
        _length = 0;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            bool isWhole = Take(read.Buffer, out SequencePosition taken);
            reader.AdvanceTo(taken);
            if (isWhole)
            {
                return true;
            }

            if (read.IsCompleted)
            {
                return _length > 0 ? throw new EndOfStreamException("The answer ends in the middle of a line.") : false;
            }
        }
    }

    /// <summary>Takes what belongs to the record; true: it is whole.</summary>
    bool Take(in ReadOnlySequence<byte> buffer, out SequencePosition taken)
    {
        SequenceReader<byte> bytes = new(buffer);
        while (bytes.TryPeek(out byte one))
        {
            if (_place is Place.CellStart or Place.InCell && PlainLength(bytes.UnreadSpan) is > 0 and int plain)
            {
                Append(bytes.UnreadSpan[..plain]);
                bytes.Advance(plain);
                _place = Place.InCell;
                continue;
            }

            if (_place == Place.InQuotes && bytes.UnreadSpan.IndexOf((byte)'"') is not 0 and int quote)
            {
                ReadOnlySpan<byte> text = quote < 0 ? bytes.UnreadSpan : bytes.UnreadSpan[..quote];
                Append(text);
                bytes.Advance(text.Length);
                continue;
            }

            bytes.Advance(1);
            if (TakeSpecial(one))
            {
                taken = bytes.Position;
                return true;
            }
        }

        taken = bytes.Position;
        return false;
    }

    /// <summary>A byte that means something where it stands; true: it ends the record.</summary>
    bool TakeSpecial(byte one)
    {
        _length++;
        switch (_place, one)
        {
            case (Place.CellStart, (byte)'"'):
                _place = Place.InQuotes;
                return false;
            case (Place.InQuotes, _):
                _place = Place.AfterQuote;
                return false;
            case (Place.AfterQuote, (byte)'"'):
                Append("\""u8);
                _place = Place.InQuotes;
                return false;
            case (Place.CellStart or Place.InCell or Place.AfterQuote, (byte)','):
                EndCell();
                return false;
            case (Place.CellStart or Place.InCell or Place.AfterQuote, (byte)'\r'):
                _place = Place.AfterReturn;
                return false;
            case (not Place.InQuotes, (byte)'\n'):
                EndCell();
                return true;
            default:
                throw new FormatException("A quotation mark or a line end stands where none may.");
        }
    }

    /// <summary>How many bytes up to one that means something.</summary>
    static int PlainLength(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(Special) is >= 0 and int special ? special : bytes.Length;

    void EndCell()
    {
        _cells.Add(Encoding.UTF8.GetString(_cell.WrittenSpan));
        _cell.ResetWrittenCount();
        _place = Place.CellStart;
    }

    void Append(ReadOnlySpan<byte> text)
    {
        _length += text.Length;
        if (_length > LongestRecord)
        {
            throw new FormatException("A line has no end.");
        }

        _cell.Write(text);
    }
}
