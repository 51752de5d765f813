using System.Text.Json.Nodes;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Commands;

public sealed class ExtensionsTests : IDisposable
{
    readonly Shell _shell = new Shell().Real();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Both_extensions_are_shown_with_what_they_can_do_in_an_open_folder()
    {
        Assert.Equal(0, await _shell.RunAsync("extensions"));
        Assert.Contains("database 1.0.0: ", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("meta_logging 1.0.0: ", _shell.Output, StringComparison.Ordinal);
        Assert.All(
            ["audit_logging", "failed_login_tracking", "system_logging", "privacy_audit", "compliance_reporting"],
            ability => Assert.Contains($"  can {ability}\n", _shell.Output, StringComparison.Ordinal));
        Assert.Contains("needs database >= 1.0, < 2.0", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("INFLUXDB_PORT      8086     no ", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_folder_it_says_what_they_would_find_and_makes_none()
    {
        Assert.Equal(0, await _shell.RunPlainAsync("extensions"));
        Assert.Contains("cannot privacy_audit: Embedded store is not open: no data folder was named", _shell.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_shell.Folder, "ids")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_InfluxDB_configured_and_down_the_two_conditional_abilities_are_absent_with_the_reason(bool hasFolder)
    {
        // Nothing listens on the discard port of this machine.
        (_shell.Variables["INFLUXDB_HOST"], _shell.Variables["INFLUXDB_PORT"], _shell.Variables["INFLUXDB_DATABASE"]) = ("127.0.0.1", "9", "audit");
        (_shell.Variables["INFLUXDB_USERNAME"], _shell.Variables["INFLUXDB_PASSWORD"]) = ("writer", "s3cret");
        Assert.Equal(0, await (hasFolder ? _shell.RunAsync("extensions", "--format", "json") : _shell.RunPlainAsync("extensions", "--format", "json")));
        JsonArray all = JsonNode.Parse(_shell.Output)!.AsArray();
        JsonNode logging = all.Single(one => (string?)one!["name"] == "meta_logging")!;
        Dictionary<string, string?> abilities = logging["abilities"]!.AsArray().ToDictionary(ability => (string)ability!["name"]!, ability => (string?)ability!["reason"]);
        Assert.Equal(3, abilities.Count(ability => ability.Value is null));
        Assert.All(["privacy_audit", "compliance_reporting"], ability => Assert.Contains("can't be reached", abilities[ability]!, StringComparison.Ordinal));
        Assert.Equal("root_influxdb", (string?)all.Single(one => (string?)one!["name"] == "database")!["providers"]![0]!["name"]);
        Assert.DoesNotContain("s3cret", _shell.Output + _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_named()
    {
        _shell.Variables["INFLUXDB_HOST"] = "127.0.0.1";
        Assert.Equal(2, await _shell.RunPlainAsync("extensions"));
        Assert.Contains("INFLUXDB_DATABASE", _shell.Talk, StringComparison.Ordinal);
    }
}
