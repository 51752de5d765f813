using System.Text.Json.Nodes;
using MetaLogging.Journaling;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Commands;

public sealed class DoctorTests : IDisposable
{
    const string Guard = "MetaLogging:Journal:GuardFolder";

    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    void Set(string variables)
    {
        foreach (string[] variable in variables.Split(' ').Select(variable => variable.Split('=')))
        {
            _shell.Variables[variable[0]] = variable[1];
        }
    }

    [Fact]
    public async Task A_healthy_folder_has_no_issues()
    {
        Assert.Equal(0, await _shell.RunAsync("doctor"));
        Assert.DoesNotContain("error: ", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("at 7, 2 behind", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signing_guard_on_the_file_system_of_the_folder_is_warned_of()
    {
        Assert.Equal(0, await _shell.RunAsync("doctor"));
        Assert.Contains($"warning: {Guard}: The signing guard, ", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("on the same file system as the data folder", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_alone_is_0()
    {
        _shell.Trail.Journal = new(JournalState.LowOnSpace, "Only 100 MiB are free.", [], 100 << 20);
        Assert.Equal(0, await _shell.RunAsync("doctor"));
        Assert.Contains("warning: journal: Only 100 MiB are free.\n  Free space", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_is_an_error_with_its_file_and_remedy()
    {
        _shell.Trail.Journal = new(
            JournalState.Damaged, "It is damaged.", [new("00000000000000000000.facts", 3, 5, "The digest differs.")], 5L << 30);
        Assert.Equal(1, await _shell.RunAsync("doctor"));
        Assert.Contains("0.facts is damaged: The digest differs. Entries 3 to 4 can't be read.", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("backup", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_ill_is_an_error_and_what_was_set_aside_a_warning()
    {
        _shell.Trail.StoreProblem = "The file is damaged.";
        _shell.Trail.Aside.Add(new(3, 5, "not an entry"));
        Assert.Equal(1, await _shell.RunAsync("doctor", "--format", "json"));
        JsonNode?[] issues = [.. JsonNode.Parse(_shell.Output)!["issues"]!.AsArray().Where(issue => (string?)issue!["setting"] != Guard)];
        Assert.Equal(["error", "warning"], issues.Select(issue => (string?)issue!["severity"]));
        Assert.All(
            issues, issue => Assert.Contains("metalog rebuild --store embedded", (string?)issue!["remedy"], StringComparison.Ordinal));
        Assert.All(
            issues, issue => Assert.Equal(["setting", "severity", "message", "remedy"], issue!.AsObject().Select(member => member.Key)));
    }

    [Theory]
    [InlineData("INFLUXDB_HOST=ftp://db INFLUXDB_DATABASE=audit", "INFLUXDB_HOST")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_PORT=http INFLUXDB_DATABASE=audit", "INFLUXDB_PORT")]
    [InlineData("INFLUXDB_HOST=db", "INFLUXDB_DATABASE")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit INFLUXDB_PASSWORD=p", "INFLUXDB_USERNAME")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit INFLUXDB_USERNAME=u", "INFLUXDB_PASSWORD")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_VERSION=3 INFLUXDB_DATABASE=audit", "INFLUXDB_VERSION")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_VERSION=2 INFLUXDB_TOKEN=t INFLUXDB_BUCKET=b", "INFLUXDB_ORG")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_BUCKET=b", "INFLUXDB_TOKEN")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_TOKEN=t", "INFLUXDB_BUCKET")]
    public async Task A_variable_of_InfluxDB_that_is_missing_or_wrong_is_named_with_its_remedy_and_is_1(string variables, string named)
    {
        Set(variables);
        Assert.Equal(1, await _shell.RunAsync("doctor"));
        Assert.Contains($"error: {named}: ", _shell.Output, StringComparison.Ordinal);
        Assert.Contains(named, _shell.Output.Split($"error: {named}: ")[1].Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_of_InfluxDB_without_its_host_are_a_warning()
    {
        Set("INFLUXDB_DATABASE=audit");
        Assert.Equal(0, await _shell.RunAsync("doctor"));
        Assert.Contains("warning: INFLUXDB_HOST: INFLUXDB_DATABASE: set, and the host is not", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_store_finds_itself_is_shown()
    {
        _shell.Trail.Found.Add(new("store embedded", MetaLogging.Configuration.IssueSeverity.Error, "The server is of another version.", "Set the version."));
        Assert.Equal(1, await _shell.RunAsync("doctor"));
        Assert.Contains("error: store embedded: The server is of another version.\n  Set the version.", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_live_server_finds_is_shown_once_and_not_the_settings_of_this_process()
    {
        Set("INFLUXDB_HOST=db");
        _shell.Trail.Issues = [new("store influxdb", MetaLogging.Configuration.IssueSeverity.Error, "It can't be reached.", "Start it.")];
        Assert.Equal(1, await _shell.RunAsync("doctor"));
        Assert.DoesNotContain("INFLUXDB_DATABASE", _shell.Output, StringComparison.Ordinal);
        Assert.Equal(2, _shell.Output.Split("It can't be reached.").Length);
    }

    [Theory]
    [InlineData("--data", "nowhere")]
    [InlineData]
    public async Task Settings_are_looked_at_before_there_is_a_folder(params string[] arguments)
    {
        Assert.Equal(2, await _shell.RunPlainAsync(["doctor", .. arguments]));
        Set("INFLUXDB_HOST=db");
        Assert.Equal(1, await _shell.RunPlainAsync(["doctor", .. arguments]));
        Assert.Contains("error: INFLUXDB_DATABASE: ", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("error: --data: ", _shell.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"MetaLogging\": {", "appsettings.json")]
    [InlineData("{\"MetaLogging\": {\"Journal\": {\"SegmentSize\": \"large\"}}}", "MetaLogging:Journal:SegmentSize")]
    [InlineData("{\"MetaLogging\": {\"Embedded\": {\"Threads\": 0}}}", "MetaLogging:Embedded:Threads")]
    [InlineData("{\"MetaLogging\": {\"Queries\": {\"Store\": \"cloud\"}}}", "MetaLogging:Queries:Store")]
    public async Task A_file_of_settings_that_is_wrong_is_an_error(string file, string named)
    {
        await File.WriteAllTextAsync(Path.Combine(_shell.Folder, "appsettings.json"), file, TestContext.Current.CancellationToken);
        Assert.Equal(1, await _shell.RunAsync("doctor"));
        Assert.Contains($"error: {named}", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_another_process_holds_is_3_and_what_could_be_checked_is_shown()
    {
        _shell.Opener.Failures.Enqueue(new JournalLockedException(_shell.Data, 4711, "shop"));
        _shell.Variables["INFLUXDB_HOST"] = "db";
        Assert.Equal(3, await _shell.RunAsync("doctor", "--wait", "0", "--format", "json"));
        JsonNode found = JsonNode.Parse(_shell.Output)!;
        Assert.Null(found["journal"]);
        Assert.Equal(["INFLUXDB_DATABASE", Guard, "lock"], found["issues"]!.AsArray().Select(issue => (string?)issue!["setting"]));
    }

    [Fact]
    public async Task A_folder_that_does_not_open_is_an_issue_with_its_remedy()
    {
        _shell.Opener.Failures.Enqueue(new JournalFormatException("The folder is of format 2."));
        Assert.Equal(1, await _shell.RunAsync("doctor"));
        Assert.Contains("newer", _shell.Output, StringComparison.Ordinal);
    }
}
