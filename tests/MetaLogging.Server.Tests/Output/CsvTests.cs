using MetaLogging.Server.Output;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Output;

public sealed class CsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    public void A_text_that_a_spreadsheet_would_run_gets_an_apostrophe(string text, string expected) =>
        Assert.Equal(expected, Written(text));

    [Theory]
    [InlineData("-5")]
    [InlineData("+49170123")]
    [InlineData("-0.25")]
    [InlineData("a=1")]
    [InlineData("2026-01-01")]
    [InlineData("")]
    public void A_number_and_a_plain_text_stay_as_they_are(string text) => Assert.Equal(text, Written(text));

    [Fact]
    public void A_number_of_ours_stays_a_number() => Assert.Equal("-3", Written(-3L));

    static string Written(Cell cell)
    {
        using MemoryStream sink = new();
        DataOutput output = new(new Surroundings
        {
            Input = Stream.Null,
            Output = sink,
            Error = TextWriter.Null,
            Variables = new Dictionary<string, string>(),
            WorkingFolder = Path.GetTempPath(),
            Time = TimeProvider.System,
            Trails = new PretendOpener(new PretendTrail()),
        });
        Csv.WriteRow(output, [cell]);
        return System.Text.Encoding.UTF8.GetString(output.Gathered)[..^2];
    }
}
