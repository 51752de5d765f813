using MetaLogging.Api.Configuration;

namespace MetaLogging.Api.Tests.Configuration;

public sealed class ListenerWatchTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8420", false)]
    [InlineData("http://127.9.9.9:8420", false)]
    [InlineData("http://localhost:8420", false)]
    [InlineData("http://LOCALHOST:8420", false)]
    [InlineData("http://[::1]:8420", false)]
    [InlineData("http://unix:/run/metalog.sock", false)]
    [InlineData("https://0.0.0.0:8420", false)]
    [InlineData("https://[::]:443", false)]
    [InlineData("http://0.0.0.0:8420", true)]
    [InlineData("http://[::]:8420", true)]
    [InlineData("HTTP://0.0.0.0:8420", true)]
    [InlineData("http://*:8420", true)]
    [InlineData("http://+:8420", true)]
    [InlineData("http://192.0.2.1:80", true)]
    [InlineData("http://[2001:db8::1]:80", true)]
    [InlineData("http://localhost.example.com:80", true)]
    [InlineData("http://audit.example.com", true)]
    public void Plain_http_that_other_machines_reach_is_open(string address, bool isOpen) => Assert.Equal(isOpen, ListenerWatch.IsOpen(address));

    [Fact]
    public async Task A_wider_listener_without_TLS_is_warned_of_in_the_log_and_among_the_issues()
    {
        await using RunningServer wide = await RunningServer.StartAsync(new() { Settings = { ["urls"] = "http://0.0.0.0:0" } });
        Assert.Contains("without TLS", Assert.Single(wide.Log.Of(1504)), StringComparison.Ordinal);
        Answer issues = await new Client(wide, wide.Key).GetAsync("/api/v1/config/issues");
        Assert.Contains("without TLS", issues.Text, StringComparison.Ordinal);
        await using RunningServer narrow = await RunningServer.StartAsync();
        Assert.Empty(narrow.Log.Of(1504));
        Assert.DoesNotContain("\"urls\"", (await narrow.Owner().GetAsync("/api/v1/config/issues")).Text, StringComparison.Ordinal);
    }
}
