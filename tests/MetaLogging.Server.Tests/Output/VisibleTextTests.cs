using System.Globalization;
using System.Text;
using CsCheck;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Tests.Output;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("naïve 日本語 😀", "naïve 日本語 😀")]
    [InlineData("a\nb\r\tc", "a␊b␍␉c")]
    [InlineData("\e[31mred", "␛[31mred")]
    [InlineData("\u009b31m", "<U+009B>31m")]
    [InlineData("user\u202Egpj.exe", "user<U+202E>gpj.exe")]
    [InlineData("adm\u200Bin", "adm<U+200B>in")]
    [InlineData("\u2028", "<U+2028>")]
    [InlineData("\u007f", "␡")]
    public void What_is_not_to_be_seen_becomes_visible(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    [Fact]
    public void Half_a_character_becomes_visible() => Assert.Equal("half <U+D83D>", VisibleText.Of("half \ud83d"));

    [Theory]
    [InlineData("\"naïve 日本語 😀\"", "\"naïve 日本語 😀\"")]
    [InlineData("\"a\u009bb\u202Ec\u007Fd\"", "\"a\\u009bb\\u202ec\\u007fd\"")]
    [InlineData("\"\U000E0041\"", "\"\\udb40\\udc41\"")]
    public void Json_is_escaped_where_a_terminal_would_act(string json, string expected)
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        VisibleText.EscapeJson(Encoding.UTF8.GetBytes(json), output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Nothing_invisible_is_ever_left() => Gen.String.Sample(text =>
        VisibleText.Of(text).EnumerateRunes()
            .All(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)));
}
