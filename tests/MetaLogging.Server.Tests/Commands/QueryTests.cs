using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Commands;

public sealed class QueryTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    void Hold(int events)
    {
        for (int i = 0; i < events; i++)
        {
            _shell.Trail.Items.Add(Some.Recorded(Some.SystemEvent($"message {i}"), i));
        }
    }

    [Fact]
    public async Task Every_filter_of_audit_events_reaches_the_query()
    {
        int code = await _shell.RunAsync(
            "query", "audit-events", "--user-id", "u1", "--user-id", "u2", "--user-name", "Ann", "--on-behalf-of", "u3",
            "--subject-id", "s", "--action", "user.*", "--resource-type", "user", "--resource-id", "r", "--success", "false",
            "--privacy-impact", "--data-category", "health", "--ip-address", "::1", "--own", "--start-time", "2026-01-01T00:00:00Z",
            "--end-time", "2026-01-02T00:00:00+01:00", "--source", "shop", "--tenant-id", "t", "--request-id", "q", "--trace-id", "x",
            "--text", "needle", "--order", "asc");
        Assert.Equal((0, ""), (code, _shell.Talk));
        AuditEventQuery query = Assert.IsType<AuditEventQuery>(Assert.Single(_shell.Trail.Queries));
        Assert.Equivalent(
            new AuditEventQuery
            {
                UserId = ["u1", "u2"],
                UserName = ["Ann"],
                OnBehalfOf = ["u3"],
                SubjectId = ["s"],
                Action = ["user.*"],
                ResourceType = ["user"],
                ResourceId = ["r"],
                Success = false,
                PrivacyImpact = true,
                DataCategory = ["health"],
                IpAddress = ["::1"],
                Own = true,
                StartTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                EndTime = new DateTimeOffset(2026, 1, 1, 23, 0, 0, TimeSpan.Zero),
                Source = ["shop"],
                TenantId = ["t"],
                RequestId = ["q"],
                TraceId = ["x"],
                Text = ["needle"],
                Order = QueryOrder.OldestFirst,
            },
            query, strict: true);
    }

    [Fact]
    public async Task Every_filter_of_failed_logins_reaches_the_query()
    {
        int code = await _shell.RunAsync(
            "query", "failed-logins", "--username", "root", "--username", "@bob", "--ip-address", "192.0.2.1",
            "--failure-reason", "invalid_user", "--is-blocked", "true", "--min-risk-score", "0.5", "--country", "DE");
        Assert.Equal((0, ""), (code, _shell.Talk));
        Assert.Equivalent(
            new FailedLoginQuery
            {
                Username = ["root", "@bob"],
                IpAddress = ["192.0.2.1"],
                FailureReason = ["invalid_user"],
                IsBlocked = true,
                MinRiskScore = 0.5,
                Country = ["DE"],
            },
            Assert.Single(_shell.Trail.Queries), strict: true);
    }

    [Fact]
    public async Task Every_filter_of_system_events_reaches_the_query()
    {
        Assert.Equal(0, await _shell.RunAsync("query", "system-events", "--level", "WARNING", "--component", "pay*", "--user-id", "u"));
        Assert.Equivalent(
            new SystemEventQuery { Level = EventLevel.Warning, Component = ["pay*"], UserId = ["u"] },
            Assert.Single(_shell.Trail.Queries), strict: true);
    }

    [Fact]
    public async Task Unless_asked_for_more_a_hundred_are_shown_and_it_says_that_there_are_more()
    {
        Hold(101);
        Assert.Equal(0, await _shell.RunAsync("query", "system-events", "--format", "ndjson"));
        Assert.Equal(100, _shell.Output.Count(c => c == '\n'));
        Assert.Contains("--all", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_pages_are_asked_for_by_themselves_and_every_event_comes_once()
    {
        Hold(2500);
        Assert.Equal(0, await _shell.RunAsync("query", "system-events", "--all", "--format", "ndjson"));
        string[] lines = _shell.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(0, 2500), lines.Select(line => (int)JsonNode.Parse(line)!["sequence"]!));
        Assert.Equal([null, "1000", "2000"], _shell.Trail.Queries.Select(query => query.Cursor));
        Assert.Equal("", _shell.Talk);
    }

    [Fact]
    public async Task A_limit_of_more_than_a_page_is_kept_exactly()
    {
        Hold(2500);
        Assert.Equal(0, await _shell.RunAsync("query", "system-events", "--limit", "1001", "--format", "ndjson"));
        Assert.Equal(1001, _shell.Output.Count(c => c == '\n'));
        Assert.Equal([1000, 1], _shell.Trail.Queries.Select(query => query.Limit));
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("table")]
    public async Task A_page_is_written_before_the_next_one_is_asked_for(string format)
    {
        Hold(1500);
        _shell.Trail.BeforePage = page =>
        {
            if (page == 1)
            {
                Assert.Contains("message 999", _shell.Output, StringComparison.Ordinal);
            }
        };
        Assert.Equal(0, await _shell.RunAsync("query", "system-events", "--all", "--format", format));
        Assert.Contains("message 1499", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_array()
    {
        Hold(1500);
        await _shell.RunAsync("query", "system-events", "--all", "--format", "json");
        Assert.Equal(1500, JsonNode.Parse(_shell.Output)!.AsArray().Count);
    }

    [Theory]
    [InlineData("json", "[]\n")]
    [InlineData("ndjson", "")]
    public async Task No_events_are_an_empty_answer(string format, string expected)
    {
        Assert.Equal(0, await _shell.RunAsync("query", "system-events", "--format", format));
        Assert.Equal(expected, _shell.Output);
    }

    [Fact]
    public async Task An_answer_that_fails_midway_is_not_ended()
    {
        Hold(1500);
        _shell.Trail.BeforePage = page =>
        {
            if (page == 1)
            {
                throw new Stores.StoreException("The embedded store is gone. Rebuild it.");
            }
        };
        Assert.Equal(3, await _shell.RunAsync("query", "system-events", "--all", "--format", "json"));
        Assert.DoesNotContain("\n]", _shell.Output, StringComparison.Ordinal);
        Assert.Equal("metalog: The embedded store is gone. Rebuild it.\n", _shell.Talk);
    }

    [Fact]
    public async Task Csv_has_every_member_as_a_column_and_ends_its_lines_as_the_RFC_has_it()
    {
        DateTimeOffset time = Some.Now.AddTicks(1);
        FailedLoginAttempt login = Some.FailedLogin("a,\"b\"\nc") with { Timestamp = time, RepeatCount = 5, RiskScore = 0.25 };
        _shell.Trail.Items.Add(Some.Recorded(login, 3, EntryParts.Client | EntryParts.Content));
        await _shell.RunAsync("query", "failed-logins", "--format", "csv");
        Assert.Equal(
            "kind,id,origin,sequence,timestamp,recorded_at,recorded_by,source,tenant_id,username,ip_address,user_agent,failure_reason,"
            + "attempt_count,repeat_count,is_blocked,country,risk_score,request_id,trace_id,additional_data,assessed_risk,assessed_country,"
            + "assessed_block,reasons,erased\r\n"
            + "failed_login,01980003-0000-7000-8000-000000000000,here,3,2026-03-01T12:00:00.0000001Z,2026-03-01T12:00:00Z,tests,,,"
            + "\"a,\"\"b\"\"\nc\",192.0.2.1,,invalid_user,1,5,false,,0.25,,,,,,,,\"[\"\"client\"\",\"\"content\"\"]\"\r\n",
            _shell.Output);
    }

    [Fact]
    public async Task A_table_for_another_program_is_not_cut()
    {
        _shell.Trail.Items.Add(Some.Recorded(Some.SystemEvent(new string('x', 300))));
        await _shell.RunAsync("query", "system-events");
        Assert.Contains(new string('x', 300), _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_on_a_terminal_is_as_wide_as_the_terminal()
    {
        _shell.Width = 80;
        _shell.Variables["NO_COLOR"] = "1";
        _shell.Trail.Items.Add(Some.Recorded(Some.SystemEvent(new string('日', 300))));
        await _shell.RunAsync("query", "system-events");
        Assert.All(_shell.Output.Split('\n'), line => Assert.InRange(line.Length + line.Count(c => c == '日'), 0, 80));
        Assert.Contains("…", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headings_are_bold_on_a_terminal_only_and_not_where_colours_are_unwanted()
    {
        Hold(1);
        await _shell.RunAsync("query", "system-events");
        Assert.DoesNotContain("\e", _shell.Output, StringComparison.Ordinal);
        _shell.Width = 80;
        await _shell.RunAsync("query", "system-events");
        Assert.Contains("\e[1m", _shell.Output, StringComparison.Ordinal);
        _shell.Sink = new MemoryStream();
        _shell.Variables["NO_COLOR"] = "1";
        await _shell.RunAsync("query", "system-events");
        Assert.DoesNotContain("\e", _shell.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task Nothing_that_a_terminal_obeys_reaches_it(string format)
    {
        _shell.Width = 120;
        _shell.Variables["NO_COLOR"] = "1";
        _shell.Trail.Items.Add(Some.Recorded(Some.SystemEvent("a\e[2Jb\u009b31mc\u202Ed\r\u200Fe\u007Ff")));
        await _shell.RunAsync("query", "system-events", "--format", format);
        string printed = format == "csv" ? _shell.Output.Replace("\r\n", "\n", StringComparison.Ordinal) : _shell.Output;
        Assert.DoesNotContain(printed, c => (char.IsControl(c) && c != '\n') || c is '\u202E' or '\u200F');
    }

    [Fact]
    public async Task Json_for_a_terminal_has_the_same_values()
    {
        const string Message = "a\e[2Jb\u009b31mc\u202Ed\u200F日e😀\U000E0041";
        _shell.Width = 120;
        _shell.Trail.Items.Add(Some.Recorded(Some.SystemEvent(Message)));
        await _shell.RunAsync("query", "system-events", "--format", "ndjson");
        Assert.Equal(Message, (string?)JsonNode.Parse(_shell.Output)!["message"]);
        Assert.Contains("日e", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_break_in_a_value_does_not_forge_a_line_of_a_table()
    {
        _shell.Trail.Items.Add(Some.Recorded(Some.SystemEvent("one\n2026-03-01T12:00:00Z  CRITICAL  forged")));
        await _shell.RunAsync("query", "system-events");
        Assert.Equal(2, _shell.Output.Count(c => c == '\n'));
        Assert.Contains("one␊2026", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_says_what_was_erased()
    {
        _shell.Trail.Items.Add(Some.Recorded(Some.AuditEvent(userId: null), erased: EntryParts.Actor));
        await _shell.RunAsync("query", "audit-events");
        Assert.Contains("(erased)", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_behind_is_said_on_standard_error()
    {
        Hold(1);
        _shell.Trail.LagSeconds = 12;
        Assert.Equal(0, await _shell.RunAsync("query", "system-events", "--format", "ndjson"));
        Assert.Contains("12 s behind", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_the_command_quietly()
    {
        Hold(2500);
        _shell.Sink = new ClosingStream(new IOException("Broken pipe", 32));
        Assert.Equal(0, await _shell.RunAsync("query", "system-events", "--all", "--format", "ndjson"));
        Assert.Equal("", _shell.Talk);
        Assert.True(_shell.Trail.Queries.Count < 3);
        Assert.True(_shell.Trail.IsDisposed);
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_a_failure()
    {
        Hold(1);
        _shell.Sink = new ClosingStream(new IOException("No space left on device", 28));
        Assert.Equal(3, await _shell.RunAsync("query", "system-events"));
        Assert.Contains("No space left on device", _shell.Talk, StringComparison.Ordinal);
    }

    sealed class ClosingStream(IOException failure) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(failure);
    }
}
