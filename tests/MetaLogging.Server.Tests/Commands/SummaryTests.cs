using MetaLogging.Numbers;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Commands;

public sealed class SummaryTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Json_is_as_the_contract_has_it()
    {
        _shell.Trail.Summary = new(24, new EventCounts(1, 6, 2, 3, 4), "Embedded store available");
        Assert.Equal(0, await _shell.RunAsync("summary", "--format", "json"));
        Assert.Equal(
            """{"hours":24,"audit_events":1,"failed_logins":6,"privacy_events":2,"system_events":3"""
            + ""","own_events":4,"status":"Embedded store available"}""" + "\n",
            _shell.Output);
    }

    [Fact]
    public async Task Hours_may_have_a_fraction()
    {
        Assert.Equal(0, await _shell.RunAsync("summary", "--hours", "0.5", "--format", "json"));
        Assert.StartsWith("""{"hours":0.5,""", _shell.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("table")]
    public async Task A_store_that_cannot_be_asked_is_said_and_3(string format)
    {
        _shell.Trail.Summary = new(24, null, "The embedded store can't be opened.");
        Assert.Equal(3, await _shell.RunAsync("summary", "--format", format));
        Assert.Contains("The embedded store can't be opened.", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_that_are_not_known_are_null()
    {
        _shell.Trail.Summary = new(24, null, "Down.");
        await _shell.RunAsync("summary", "--format", "json");
        Assert.Equal(
            """{"hours":24,"audit_events":null,"failed_logins":null,"privacy_events":null,"system_events":null"""
            + ""","own_events":null,"status":"Down."}""" + "\n",
            _shell.Output);
    }

    [Fact]
    public async Task A_store_that_is_behind_says_by_how_much()
    {
        _shell.Trail.Summary = new(24, default(EventCounts), "Embedded store available") { LagSeconds = 2.5 };
        await _shell.RunAsync("summary", "--format", "json");
        Assert.EndsWith(",\"lag_seconds\":2.5}\n", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_has_every_count()
    {
        _shell.Trail.Summary = new(24, new EventCounts(1234, 6, 2, 3, 4), "Embedded store available");
        Assert.Equal(0, await _shell.RunAsync("summary"));
        Assert.Equal(
            """
            last 24 h       events
            audit events    1,234
            failed logins   6
            privacy events  2
            system events   3
            own events      4
            status          Embedded store available

            """,
            _shell.Output);
    }
}
