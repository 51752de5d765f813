using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Trails;

/// <summary>Commands that open a folder have the settings that a server there would have.</summary>
public sealed class SettingsOfCommandsTests : IDisposable
{
    const string Secret = "s3cret-that-must-not-be-seen";

    readonly Shell _shell = new Shell().Real();

    string Data => Path.Combine(_shell.Folder, "trail");

    string Store => Path.Combine(Data, "store");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Without_settings_events_go_to_the_embedded_store()
    {
        Assert.Equal(0, await ImportAsync());
        Assert.Equal(0, await RunAsync("query", "failed-logins", "--format", "ndjson"));
        Assert.Contains("\"username\":\"root\"", _shell.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Store, "events.duckdb")));
    }

    [Fact]
    public async Task The_file_in_the_working_folder_is_read_and_the_environment_is_stronger()
    {
        _shell.Variables.Remove("MetaLogging__Journal__GuardFolder");
        string weaker = Path.Combine(_shell.Folder, "weaker");
        await WriteSettingsAsync(new JsonObject { ["Journal"] = new JsonObject { ["GuardFolder"] = weaker } });
        Assert.Equal(0, await ImportAsync());
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(weaker));
        Directory.Delete(weaker, recursive: true);
        string stronger = Path.Combine(_shell.Folder, "stronger");
        _shell.Variables["MetaLogging__Journal__GuardFolder"] = stronger;
        Assert.Equal(0, await RunAsync("summary"));
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(stronger));
        Assert.False(Directory.Exists(weaker));
    }

    [Fact]
    public async Task The_file_may_name_the_folder()
    {
        Assert.Equal(0, await ImportAsync());
        await WriteSettingsAsync(new JsonObject { ["DataDirectory"] = "trail" });
        Assert.Equal(0, await _shell.RunPlainAsync("summary"));
        Assert.Contains("Embedded store available", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifying_asks_the_configured_guard()
    {
        Assert.Equal(0, await ImportAsync());
        Assert.Equal(0, await RunAsync("verify"));
        Assert.Contains("signing guard", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_of_reports_are_those_of_the_settings()
    {
        Assert.Equal(0, await ImportAsync("""{"kind":"audit_event","action":"plant.water","resource_type":"plant","resource_id":"fern","privacy_impact":true}"""));
        await WriteSettingsAsync(new JsonObject { ["HighRiskActions"] = new JsonArray("plant.*") });
        Assert.Equal(0, await RunAsync("report", "privacy", "--format", "json"));
        Assert.Equal(1, (int)JsonNode.Parse(_shell.Output[_shell.Output.IndexOf('{', StringComparison.Ordinal)..])!["report"]!["high_risk_operations"]!);
    }

    [Fact]
    public async Task Wrong_settings_are_2_with_each_issue_and_its_remedy_and_nothing_is_opened()
    {
        _shell.Variables["INFLUXDB_HOST"] = "db";
        _shell.Variables["INFLUXDB_VERSION"] = "2";
        _shell.Variables["INFLUXDB_TOKEN"] = Secret;
        Assert.Equal(2, await ImportAsync());
        string[] said = _shell.Talk.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["metalog: INFLUXDB_ORG", "metalog: INFLUXDB_BUCKET"], said.Select(line => string.Join(':', line.Split(':').Take(2))));
        Assert.All(said, line => Assert.Contains("Set INFLUXDB_", line, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Data));
        Assert.DoesNotContain(Secret, _shell.Talk + _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_do_not_matter_where_another_process_has_the_folder()
    {
        using Shell shell = new();
        shell.Opener.Failures.Enqueue(new SettingsException([new("INFLUXDB_DATABASE", IssueSeverity.Error, "It is missing.", "Set it.")]));
        shell.Opener.IsReachable = true;
        Assert.Equal(0, await shell.RunAsync("summary"));
    }

    [Fact]
    public async Task An_InfluxDB_that_is_down_keeps_nothing_from_being_imported_and_that_is_said()
    {
        UseInfluxDb();
        Assert.Equal(0, await ImportAsync());
        Assert.Contains("The store influxdb does not take it now: InfluxDB at http://127.0.0.1:1 can't be reached", _shell.Talk, StringComparison.Ordinal);
        Assert.Contains("It is safe in the journal", _shell.Talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Store));
    }

    [Theory]
    [InlineData(3, "query", "failed-logins")]
    [InlineData(3, "report", "privacy")]
    [InlineData(3, "rebuild", "--store", "influxdb")]
    [InlineData(2, "rebuild", "--store", "embedded")]
    public async Task Commands_that_need_an_InfluxDB_that_is_down_fail_by_its_name(int code, params string[] arguments)
    {
        await ImportForInfluxDbAsync();
        Assert.Equal(code, await RunAsync(arguments));
        string last = _shell.Talk.TrimEnd().Split('\n')[^1];
        Assert.Contains(code == 2 ? "There is: influxdb." : "InfluxDB at http://127.0.0.1:1", last, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Store));
    }

    [Fact]
    public async Task A_summary_says_which_store_is_down()
    {
        await ImportForInfluxDbAsync();
        int imported = _shell.Talk.Length;
        Assert.Equal(3, await RunAsync("summary"));
        Assert.Contains("InfluxDB at http://127.0.0.1:1 can't be reached", _shell.Output, StringComparison.Ordinal);
        Assert.Equal(1, _shell.Talk[imported..].Split("could not go on").Length - 1);   // though it was tried several times
    }

    [Fact]
    public async Task Doctor_names_an_InfluxDB_that_can_not_be_reached_with_its_remedy_and_no_secret()
    {
        await ImportForInfluxDbAsync();
        _shell.Variables["INFLUXDB_USERNAME"] = "auditor";
        _shell.Variables["INFLUXDB_PASSWORD"] = Secret;
        _shell.Variables["METALOG_DEBUG"] = "1";
        Assert.Equal(1, await RunAsync("doctor"));
        Assert.Contains("error: store influxdb: InfluxDB at http://127.0.0.1:1 can't be reached (connection refused)", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("INFLUXDB_PORT", _shell.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, _shell.Talk + _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifying_the_stores_says_that_InfluxDB_is_not_compared_and_wants_no_file_of_the_embedded_store()
    {
        await ImportForInfluxDbAsync();
        Assert.Equal(0, await RunAsync("verify", "--stores"));
        Assert.Contains("store influxdb   not compared", _shell.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("store embedded", _shell.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Store));
    }

    [Fact]
    public async Task Verifying_the_stores_compares_the_embedded_one_beside_InfluxDB()
    {
        UseInfluxDb();
        _shell.Variables["MetaLogging__Stores__Embedded"] = "true";
        _shell.Variables["MetaLogging__Queries__Store"] = "embedded";
        Assert.Equal(0, await ImportAsync());
        Assert.Equal(0, await RunAsync("summary"));
        Assert.Contains("Embedded store available", _shell.Output, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("verify", "--stores", "--format", "json"));
        JsonNode answer = JsonNode.Parse(_shell.Output[_shell.Output.IndexOf("{\n  \"verified\"", StringComparison.Ordinal)..])!;
        Assert.Equal("embedded", (string?)Assert.Single(answer["stores"]!.AsArray())!["name"]);
        Assert.Equal("influxdb", (string?)Assert.Single(answer["stores_not_compared"]!.AsArray()));
    }

    [Fact]
    public async Task A_server_refuses_to_start_with_wrong_settings_and_says_all_that_is_wrong()
    {
        Assert.Equal(2, await RunAsync("serve", "--urls", "http://127.0.0.1:0", "MetaLogging:InfluxDb:Host=db", "MetaLogging:InfluxDb:Version=2"));
        Assert.All(["Org", "Token", "Bucket"], (string setting) => Assert.Contains($"MetaLogging:InfluxDb:{setting}: It is missing", _shell.Talk, StringComparison.Ordinal));
        Assert.Equal(2, await RunAsync("serve", "--urls", "http://127.0.0.1:0", "MetaLogging:Queries:Store=cloud"));
        Assert.Contains("There is no store cloud. There is: embedded.", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_log_leaves_what_the_old_one_wrote_to_InfluxDB_and_says_so()
    {
        Assert.Equal(0, await ImportAsync());
        string backup = Path.Combine(_shell.Folder, "backup");
        Assert.Equal(0, await RunAsync("backup", "--out", backup));
        UseInfluxDb();
        Assert.Equal(0, await _shell.RunPlainAsync("restore", backup, "--data", Path.Combine(_shell.Folder, "restored")));
        Assert.Contains("The store influxdb still holds what the old log wrote, under the origin", _shell.Output, StringComparison.Ordinal);
    }

    /// <summary>Nobody listens there.</summary>
    void UseInfluxDb()
    {
        _shell.Variables["INFLUXDB_HOST"] = "127.0.0.1";
        _shell.Variables["INFLUXDB_PORT"] = "1";
        _shell.Variables["INFLUXDB_DATABASE"] = "audit";
    }

    /// <summary>A folder with an event and no embedded store, and InfluxDB set for what comes next: an import would try for seconds to deliver it.</summary>
    async Task ImportForInfluxDbAsync()
    {
        Assert.Equal(0, await ImportAsync());
        Directory.Delete(Store, recursive: true);
        UseInfluxDb();
    }

    Task<int> RunAsync(params string[] arguments) => _shell.RunPlainAsync([.. arguments, "--data", Data]);

    async Task<int> ImportAsync(
        string line = """{"kind":"failed_login","username":"root","ip_address":"192.0.2.1","failure_reason":"invalid_password"}""")
    {
        string log = Path.Combine(_shell.Folder, "events.ndjson");
        await File.WriteAllTextAsync(log, line + "\n", Cancel);
        return await RunAsync("import", log, "--format", "ndjson");
    }

    Task WriteSettingsAsync(JsonObject settings) => File.WriteAllTextAsync(
        Path.Combine(_shell.Folder, "appsettings.json"), new JsonObject { ["MetaLogging"] = settings }.ToJsonString(), Cancel);
}
