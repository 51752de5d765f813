using System.IO.Pipelines;
using System.Text;
using CsCheck;
using MetaLogging.InfluxDb.Flux;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>CSV by RFC 4180, however its bytes come.</summary>
public sealed class CsvRecordsTests
{
    static readonly Gen<string> Cell = SomeQuestions.OneOf("", "a", ",", "\"", "\r\n", "\n", " ", "é", "😀", "\0", "#", "long text without anything").Array[0, 4].Select(string.Concat);

    [Fact]
    public Task Records_come_back_as_they_were_written_in_pieces_of_any_size() => Gen
        .Select(Cell.Array[2, 5].Array[0, 6], Gen.Int[1, 9], Gen.Bool)
        .SampleAsync(async (records, size, crlf) =>
        {
            string text = string.Concat(records.Select(record => string.Join(',', record.Select(Quoted)) + (crlf ? "\r\n" : "\n")));
            Assert.Equal(records.Select(Shown), await ReadAsync(text, size));
        });

    [Fact]
    public async Task An_empty_line_is_a_record_of_its_own() => Assert.Equal(["|a|b|", "||", "|c|d|", "||"], await ReadAsync("a,b\r\n\r\nc,d\r\n\r\n", 3));

    [Theory]
    [InlineData("a,b")]
    [InlineData("a,b\r\nc")]
    [InlineData("a,b\r\nc,")]
    [InlineData("a,b\r")]
    [InlineData("a,\"b\r\n")]
    [InlineData("a,\"b\"")]
    [InlineData("\"")]
    public async Task An_end_within_a_line_is_told(string text) => await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(text, 2));

    [Theory]
    [InlineData("a\"b\r\n")]
    [InlineData("a,\"b\"c\r\n")]
    [InlineData("a\rb\r\n")]
    [InlineData("\"a\" ,b\r\n")]
    public async Task What_is_no_csv_is_told(string text) => await Assert.ThrowsAsync<FormatException>(() => ReadAsync(text, 2));

    static async Task<List<string>> ReadAsync(string text, int size)
    {
        CsvRecords records = new(PipeReader.Create(new Drops(Encoding.UTF8.GetBytes(text), size), new StreamPipeReaderOptions(bufferSize: 16, minimumReadSize: 1)));
        List<string> all = [];
        while (await records.ReadAsync(CancellationToken.None))
        {
            all.Add(Shown(records.Cells));
        }

        return all;
    }

    static string Shown(IReadOnlyList<string> cells) => $"|{string.Join('|', cells)}|";

    static string Quoted(string cell) => cell.IndexOfAny([',', '"', '\r', '\n']) >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    /// <summary>Bytes that come a few at a time.</summary>
    sealed class Drops(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
