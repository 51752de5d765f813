using System.Text;
using MetaLogging.Events;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Commands;

public sealed class ImportTests : IDisposable
{
    const string Sshd =
        "Feb 10 15:45:07 host sshd[1]: Failed password for root from 192.0.2.1 port 1 ssh2\n"
        + "Feb 10 15:45:08 host sshd[2]: Accepted publickey for ann from 192.0.2.2 port 2 ssh2: RSA 39:33\n"
        + "Feb 10 15:45:09 host cron[3]: nothing\n";

    const string Line = """{"kind":"system_event","level":"INFO","component":"backup","message":"done"}""" + "\n";

    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    string Write(string name, string text)
    {
        string path = Path.Combine(_shell.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task A_log_becomes_events_and_a_report_of_what_was_found()
    {
        Assert.Equal(0, await _shell.RunAsync("import", Write("auth.log", Sshd), "--format", "sshd", "--year", "2026"));
        Assert.Equal([typeof(FailedLoginAttempt), typeof(AuditEvent)], _shell.Trail.Recordings.Select(item => item.GetType()));
        Assert.Matches(@"\A\S+auth\.log\n  lines +3\n  failed attempts +1\n  accepted logins +1\n", _shell.Output);
        Assert.Matches(@"\n  distinct addresses of failures +1\n", _shell.Output);
        Assert.Matches(
            @"\n  distinct addresses of all events +2\n  recorded +2\n  already there +0\n  understood, and no events +1\n", _shell.Output);
        Assert.Matches(@"\n  not understood +0\n  rejected +0\n\z", _shell.Output);
    }

    [Fact]
    public async Task Times_without_a_year_and_a_zone_are_read_as_the_options_say()
    {
        await _shell.RunAsync("import", Write("auth.log", Sshd), "--format", "sshd", "--year", "2025", "--tz", "Europe/Berlin");
        Assert.Equal(new DateTimeOffset(2025, 2, 10, 14, 45, 7, TimeSpan.Zero), _shell.Trail.Recordings[0].Timestamp);
    }

    [Fact]
    public async Task Several_files_are_read_in_their_order_and_each_is_reported()
    {
        Assert.Equal(0, await _shell.RunAsync(
            "import", Write("b.ndjson", Line.Replace("done", "first", StringComparison.Ordinal)), Write("a.ndjson", Line),
            "--format", "ndjson"));
        Assert.Equal(["first", "done"], _shell.Trail.Recordings.Cast<SystemEvent>().Select(item => item.Message));
        Assert.True(
            _shell.Output.IndexOf("b.ndjson", StringComparison.Ordinal) < _shell.Output.IndexOf("a.ndjson", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dash_is_standard_input()
    {
        _shell.Input.Write(Encoding.UTF8.GetBytes(Line));
        _shell.Input.Position = 0;
        Assert.Equal(0, await _shell.RunAsync("import", "-", "--format", "ndjson"));
        Assert.Single(_shell.Trail.Recordings);
        Assert.StartsWith("standard input\n", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_line_without_an_end_waits_and_that_is_said()
    {
        string file = Write("events.ndjson", Line + Line.TrimEnd());
        Assert.Equal(0, await _shell.RunAsync("import", file, "--format", "ndjson"));
        Assert.Single(_shell.Trail.Recordings);
        Assert.Contains("--complete", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal(0, await _shell.RunAsync("import", file, "--format", "ndjson", "--complete"));
        Assert.Equal(3, _shell.Trail.Recordings.Count);
    }

    [Fact]
    public async Task A_bad_line_is_named_with_its_file_and_stops_the_import()
    {
        string file = Write("events.ndjson", $"{Line}not JSON\n");
        Assert.Equal(2, await _shell.RunAsync("import", file, "--format", "ndjson"));
        Assert.Contains($"{file}, line 2: ", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_are_listed_where_they_are_to_be_skipped()
    {
        Assert.Equal(0, await _shell.RunAsync(
            "import", Write("events.ndjson", $"{Line}not JSON\n{Line}"), "--format", "ndjson", "--on-error", "skip"));
        Assert.Matches(@"\n  rejected +1\n    line 2: ", _shell.Output);
        Assert.Equal(2, _shell.Trail.Recordings.Count);
    }

    [Fact]
    public async Task A_missing_file_is_3_and_nothing_is_opened()
    {
        Assert.Equal(3, await _shell.RunAsync("import", Write("auth.log", Sshd), "nowhere.log", "--format", "sshd"));
        Assert.Equal("metalog: There is no file nowhere.log.\n", _shell.Talk);
        Assert.Empty(_shell.Opener.Waits);
    }

    [Fact]
    public async Task A_folder_is_not_a_file()
    {
        Assert.Equal(2, await _shell.RunAsync("import", _shell.Folder, "--format", "sshd"));
        Assert.Contains($"{_shell.Folder} is a folder", _shell.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format", "--format", "syslog")]
    [InlineData("--format")]
    [InlineData("--year", "--format", "sshd", "--year", "1969")]
    [InlineData("--tz", "--format", "sshd", "--tz", "Mars/Olympus")]
    [InlineData("--on-error", "--format", "sshd", "--on-error", "cry")]
    public async Task Wrong_usage_names_the_option(string named, params string[] options)
    {
        Assert.Equal(2, await _shell.RunAsync(["import", Write("auth.log", Sshd), .. options]));
        Assert.Contains(named, _shell.Talk, StringComparison.Ordinal);
        Assert.Empty(_shell.Opener.Waits);
    }

    [Fact]
    public async Task A_folder_is_made_for_an_import()
    {
        string data = Path.Combine(_shell.Folder, "new");
        Assert.Equal(0, await _shell.RunPlainAsync("import", Write("auth.log", Sshd), "--format", "sshd", "--data", data));
        Assert.True(File.Exists(Path.Combine(data, "id-key")));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_refused()
    {
        string file = Write("auth.log", Sshd);
        Assert.Equal(3, await _shell.RunPlainAsync("import", file, "--format", "sshd", "--data", file));
        Assert.Contains($"{file} is a file", _shell.Talk, StringComparison.Ordinal);
    }
}
