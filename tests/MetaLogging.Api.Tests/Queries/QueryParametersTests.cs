using MetaLogging.Api.Queries;
using MetaLogging.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MetaLogging.Api.Tests.Queries;

public sealed class QueryParametersTests
{
    [Fact]
    public void What_is_not_given_is_null_or_the_first_word()
    {
        QueryParameters none = Of("");
        Assert.Null(none.Text("a"));
        Assert.Empty(none.Texts("a"));
        Assert.Null(none.Flag("a"));
        Assert.Null(none.Number("a"));
        Assert.Null(none.WholeNumber("a", 1, 2));
        Assert.Null(none.Time("a"));
        Assert.Equal("desc", none.Word("a", "desc", "asc"));
        none.RequireNoOthers();
    }

    [Theory]
    [InlineData("a=1&a=2", "a")]
    [InlineData("a=%00", "a")]
    [InlineData("b=1", "b")]
    [InlineData("A=1", "A")]
    [InlineData("a=1&%0d%0aX-Injected:1=1", "\uFFFD\uFFFDX-Injected:1")]
    public void What_is_wrong_is_named(string query, string parameter)
    {
        QueryParameters parameters = Of(query);
        Assert.Equal(parameter, Assert.Throws<InvalidQueryException>(() =>
        {
            parameters.Text("a");
            parameters.RequireNoOthers();
        }).Parameter);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1000", 1000)]
    [InlineData("0", null)]
    [InlineData("1001", null)]
    [InlineData(" 5", null)]
    [InlineData("5 ", null)]
    [InlineData("0x5", null)]
    [InlineData("1e2", null)]
    [InlineData("1,000", null)]
    [InlineData("٥", null)]
    [InlineData("9223372036854775808", null)]
    public void A_whole_number_is_digits_within_its_range(string text, int? number)
    {
        QueryParameters parameters = Of("a=" + Uri.EscapeDataString(text));
        if (number is null)
        {
            Assert.Throws<InvalidQueryException>(() => parameters.WholeNumber("a", 1, 1000));
        }
        else
        {
            Assert.Equal(number, parameters.WholeNumber("a", 1, 1000));
        }
    }

    [Theory]
    [InlineData("2026-01-31T12:30:45Z", true)]
    [InlineData("2026-01-31T12:30:45.123456789Z", true)]
    [InlineData("2026-01-31T12:30:45%2B01:00", true)]
    [InlineData("2026-01-31T12:30:45+01:00", false)]
    [InlineData("2026-01-31T12:30:45", false)]
    [InlineData("2026-01-31", false)]
    [InlineData("2026-02-30T00:00:00Z", false)]
    [InlineData("now", false)]
    public void A_time_has_its_zone(string text, bool isTime)
    {
        QueryParameters parameters = Of("a=" + text);
        if (isTime)
        {
            Assert.NotNull(parameters.Time("a"));
            return;
        }

        InvalidQueryException wrong = Assert.Throws<InvalidQueryException>(() => parameters.Time("a"));
        Assert.Equal(text.Contains('+', StringComparison.Ordinal), wrong.Problem.Contains("%2B", StringComparison.Ordinal));
    }

    static QueryParameters Of(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
