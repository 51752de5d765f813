using CsCheck;
using MetaLogging.InfluxDb.Flux;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>Texts in answers: null, empty and every line end are what they were, though the server's CSV knows none of them.</summary>
public sealed class FluxCellTests
{
    [Fact]
    public void A_text_that_the_query_wrote_is_read_back_from_a_csv_that_bends_line_ends() =>
        Gen.Select(SomeQuestions.Hostile, SomeQuestions.OneOf("", "\r", "\n", "\r\n", "\\", "\\n", "\\r", "\\\\n"), (text, more) => more + text + more).Sample(text =>
        {
            // strings.replaceAll three times, as the query has it; then Go's encoding/csv with UseCRLF.
            string written = "=" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
            string bent = written.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
            Assert.Equal(text, FluxCell.Text(bent));
        });

    [Fact]
    public void An_absent_text_is_null_and_an_empty_one_is_empty()
    {
        Assert.Null(FluxCell.Text(""));
        Assert.Equal("", FluxCell.Text("="));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("=\\")]
    [InlineData("=\\t")]
    public void What_no_query_of_ours_writes_is_told(string cell) => Assert.Throws<FormatException>(() => FluxCell.Text(cell));
}
