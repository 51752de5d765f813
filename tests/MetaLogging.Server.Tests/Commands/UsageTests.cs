using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Stores;

namespace MetaLogging.Server.Tests.Commands;

public sealed class UsageTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("--limit", "0")]
    [InlineData("--limit", "ten")]
    [InlineData("--limit", "-1")]
    [InlineData("--start-time", "2026-01-02")]
    [InlineData("--start-time", "2026-01-02T03:04:05")]
    [InlineData("--end-time", "yesterday")]
    [InlineData("--order", "sideways")]
    [InlineData("--format", "pdf")]
    [InlineData("--success", "maybe")]
    [InlineData("--colour", "red")]
    public async Task A_wrong_value_is_named_with_its_option(string option, string value)
    {
        Assert.Equal(2, await _shell.RunAsync("query", "audit-events", option, value));
        Assert.Contains(option, _shell.Talk, StringComparison.Ordinal);
        Assert.Contains("metalog query audit-events --help", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal("", _shell.Output);
        Assert.Empty(_shell.Opener.Waits);
    }

    [Theory]
    [InlineData("query", "failed-logins", "--min-risk-score", "1.5")]
    [InlineData("query", "system-events", "--level", "LOUD")]
    [InlineData("summary", "--hours", "-1")]
    [InlineData("summary", "--format", "csv")]
    [InlineData("report", "privacy", "--days", "0")]
    [InlineData("report", "privacy", "--tz", "Mars/Olympus")]
    [InlineData("report", "privacy", "--format", "html")]
    [InlineData("report", "privacy", "--end-time", "2026-01-02T03:04:05Z")]
    [InlineData("report", "privacy", "--days", "3", "--start-time", "2026-01-02T03:04:05Z")]
    [InlineData("report", "privacy", "--start-time", "2026-01-03T00:00:00Z", "--end-time", "2026-01-02T00:00:00Z")]
    [InlineData("query", "audit-events", "--start-time", "2026-01-03T00:00:00Z", "--end-time", "2026-01-02T00:00:00Z")]
    [InlineData("query", "audit-events", "--all", "--limit", "3")]
    [InlineData("query")]
    [InlineData("report")]
    [InlineData("dance")]
    public async Task Wrong_usage_is_2_and_nothing_is_opened(params string[] arguments)
    {
        Assert.Equal(2, await _shell.RunAsync(arguments));
        Assert.StartsWith("metalog: ", _shell.Talk, StringComparison.Ordinal);
        Assert.Empty(_shell.Opener.Waits);
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("query", "audit-events")]
    [InlineData("report", "privacy")]
    [InlineData("rebuild")]
    [InlineData("doctor")]
    public async Task Without_a_data_folder_it_asks_for_one(params string[] arguments)
    {
        Assert.Equal(2, await _shell.RunPlainAsync(arguments));
        Assert.Contains("--data", _shell.Talk, StringComparison.Ordinal);
        Assert.Contains("METALOG_DATA", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variable_stands_in_for_the_option()
    {
        _shell.Variables["METALOG_DATA"] = _shell.Data;
        Assert.Equal(0, await _shell.RunPlainAsync("summary"));
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("query", "audit-events")]
    [InlineData("report", "privacy")]
    [InlineData("rebuild")]
    [InlineData("doctor")]
    public async Task A_folder_that_is_not_there_is_named_and_not_made(params string[] arguments)
    {
        string nowhere = Path.Combine(_shell.Folder, "nowhere");
        Assert.Equal(2, await _shell.RunPlainAsync([.. arguments, "--data", nowhere]));
        Assert.Contains($"There is no data folder at {nowhere}", _shell.Talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(nowhere));
    }

    [Fact]
    public async Task A_folder_without_a_journal_is_not_taken_for_a_data_folder()
    {
        Assert.Equal(2, await _shell.RunPlainAsync("summary", "--data", _shell.Folder));
        Assert.Contains("no journal", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_the_trail_refuses_names_the_option()
    {
        _shell.Trail.BeforePage = _ => throw new InvalidQueryException("ip_address", "is not an IPv4 or IPv6 address");
        Assert.Equal(2, await _shell.RunAsync("query", "audit-events", "--ip-address", "nobody"));
        Assert.Equal("metalog: --ip-address is not an IPv4 or IPv6 address.\n", _shell.Talk);
    }

    [Fact]
    public async Task Who_holds_the_folder_is_said_after_a_second_and_waited_for()
    {
        _shell.Opener.Failures.Enqueue(new JournalLockedException(_shell.Data, 4711, "shop"));
        _shell.Opener.Failures.Enqueue(new JournalLockedException(_shell.Data, 4711, "shop"));
        Assert.Equal(0, await _shell.RunAsync("summary"));
        Assert.Contains("4711", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)], _shell.Opener.Waits);
    }

    [Fact]
    public async Task A_process_that_has_the_folder_and_lets_commands_in_is_not_waited_for()
    {
        _shell.Opener.Failures.Enqueue(new JournalLockedException(_shell.Data, 4711, "metalog"));
        _shell.Opener.IsReachable = true;
        Assert.Equal(0, await _shell.RunAsync("summary"));
        Assert.Equal("", _shell.Talk);
        Assert.Equal([TimeSpan.Zero], _shell.Opener.Waits);
    }

    [Fact]
    public async Task Rebuilding_works_on_files_alone()
    {
        _shell.Opener.Failures.Enqueue(new JournalLockedException(_shell.Data, 4711, "metalog"));
        _shell.Opener.IsReachable = true;
        Assert.Equal(3, await _shell.RunAsync("rebuild", "--wait", "0"));
        Assert.Contains("4711 (metalog)", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_and_its_key_may_be_named_by_options_or_by_variables()
    {
        Assert.Equal(0, await _shell.RunPlainAsync("summary", "--server", "https://audit.example", "--key", "secret"));
        Assert.Equal(("https://audit.example", "secret"), _shell.Opener.Reached);
        _shell.Variables["METALOG_SERVER"] = "https://other.example";
        _shell.Variables["METALOG_KEY"] = "other";
        Assert.Equal(0, await _shell.RunPlainAsync("query", "audit-events"));
        Assert.Equal(("https://other.example", "other"), _shell.Opener.Reached);
        Assert.Empty(_shell.Opener.Waits);
    }

    [Fact]
    public async Task A_folder_that_is_named_is_stronger_than_a_server_in_the_variables()
    {
        _shell.Variables["METALOG_SERVER"] = "https://audit.example";
        Assert.Equal(0, await _shell.RunAsync("summary"));
        Assert.Null(_shell.Opener.Reached);
    }

    [Theory]
    [InlineData("--key", "METALOG_KEY")]
    [InlineData("contradict", "--data", "x")]
    public async Task A_server_without_a_key_or_beside_a_folder_is_refused(string words, params string[] more)
    {
        string[] folder = more is ["--data", ..] ? more : [];
        Assert.Equal(2, await _shell.RunPlainAsync(["summary", "--server", "https://audit.example", .. folder]));
        Assert.Contains(words, _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_read_is_told_of_with_its_filters_and_how_much_was_shown()
    {
        _shell.Trail.Items.AddRange(Enumerable.Range(0, 3).Select(_ => Some.Recorded(Some.AuditEvent())));
        Assert.Equal(0, await _shell.RunAsync("query", "audit-events", "--user-id", "u1", "--user-id", "u2", "--limit", "2"));
        Assert.Equal(0, await _shell.RunAsync("report", "privacy"));
        Assert.Equal(0, await _shell.RunAsync("summary"));
        Assert.Equal(("audit-events", """{"user_id":["u1","u2"]}""", 2), _shell.Trail.Reads[0]);
        Assert.Equal(["audit-events", "report", "summary"], _shell.Trail.Reads.Select(read => read.What));
    }

    [Fact]
    public async Task A_read_that_cannot_be_told_of_is_answered_and_that_is_said()
    {
        _shell.Trail.ReadFailure = new JournalNotWritableException("The disk is full.");
        Assert.Equal(0, await _shell.RunAsync("summary"));
        Assert.Contains("could not be recorded", _shell.Talk, StringComparison.Ordinal);
        Assert.NotEmpty(_shell.Output);
    }

    [Fact]
    public async Task A_folder_that_stays_locked_is_3()
    {
        _shell.Opener.Failures.Enqueue(new JournalLockedException(_shell.Data, 4711, "shop"));
        Assert.Equal(3, await _shell.RunAsync("summary", "--wait", "0"));
        Assert.Contains("4711 (shop)", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.Zero], _shell.Opener.Waits);
    }

    public static TheoryData<Exception, string> WhatCannotBeReached => new()
    {
        { new JournalFormatException("The folder is of format 2; this program knows 1."), "format 2" },
        { new JournalNotWritableException("The folder is read-only."), "read-only" },
        { new StoreException("The embedded store can't be opened."), "embedded store" },
        { new UnauthorizedAccessException("Access to the path is denied."), "denied" },
    };

    [Theory]
    [MemberData(nameof(WhatCannotBeReached), DisableDiscoveryEnumeration = true)]
    public async Task What_cannot_be_reached_is_3_with_its_own_sentence(Exception failure, string sentence)
    {
        _shell.Opener.Failures.Enqueue(failure);
        Assert.Equal(3, await _shell.RunAsync("summary"));
        Assert.Contains(sentence, _shell.Talk, StringComparison.Ordinal);
        Assert.Single(_shell.Talk.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_surprise_is_one_line_with_its_type_and_all_of_it_only_on_demand()
    {
        _shell.Opener.Failures.Enqueue(new InvalidOperationException("Oh."));
        Assert.Equal(3, await _shell.RunAsync("summary"));
        Assert.Contains("System.InvalidOperationException: Oh.", _shell.Talk, StringComparison.Ordinal);
        Assert.Single(_shell.Talk.TrimEnd().Split('\n'));

        _shell.Variables["METALOG_DEBUG"] = "1";
        _shell.Trail.BeforePage = _ => throw new InvalidOperationException("Again.");
        await _shell.RunAsync("query", "system-events");
        Assert.Contains("   at ", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interruption_is_130()
    {
        using CancellationTokenSource interrupt = new();
        await interrupt.CancelAsync();
        Assert.Equal(130, await _shell.RunUntilAsync(interrupt.Token, "summary", "--data", _shell.Data));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("import", "--help")]
    [InlineData("query", "--help")]
    [InlineData("query", "audit-events", "--help")]
    [InlineData("query", "failed-logins", "--help")]
    [InlineData("query", "system-events", "--help")]
    [InlineData("summary", "--help")]
    [InlineData("report", "privacy", "--help")]
    [InlineData("rebuild", "--help")]
    [InlineData("doctor", "--help")]
    public async Task Help_is_data_and_shows_an_example(params string[] arguments)
    {
        Assert.Equal((0, ""), (await _shell.RunPlainAsync(arguments), _shell.Talk));
        Assert.Contains("Examples:\n  metalog ", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_shown()
    {
        Assert.Equal(0, await _shell.RunPlainAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+", _shell.Output);
    }
}
