using System.Text;
using MetaLogging.Events;
using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

public sealed class NdjsonTests : IDisposable
{
    const string Audit = """{"kind":"audit_event","action":"auth.login","resource_type":"session","ip_address":"192.0.2.1"}""";
    const string Failed = """{"kind":"failed_login","username":"","ip_address":"192.0.2.2","failure_reason":"unknown","repeat_count":3}""";
    const string System = """{"kind":"system_event","level":"error","component":"disk","message":"full"}""";

    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    Task<ImportResult> RunAsync(string log, OnError onError = OnError.Stop) =>
        _importing.RunAsync(log, new ImportOptions { Format = LogFormat.Ndjson, OnError = onError, Time = _importing.Time });

    [Fact]
    public async Task The_three_kinds_are_recorded()
    {
        ImportResult result = await RunAsync($"{Audit}\n\n{Failed}\r\n{System}\n");

        Assert.Equal([EventKind.AuditEvent, EventKind.FailedLogin, EventKind.SystemEvent], _importing.Trail.Events.Select(e => e.Kind));
        Assert.Equal((4, 3, 3, 1), (result.Lines, result.Recorded, result.FailedAttempts, result.AcceptedLogins));
        Assert.Equal((1, 2), (result.FailureAddresses, result.Addresses));
    }

    [Fact]
    public async Task Importing_again_adds_only_what_is_new()
    {
        await RunAsync($"{Audit}\n{Audit}\n{Failed}\n");
        ImportResult grown = await RunAsync($"{Audit}\n{Audit}\n{Failed}\n{Audit}\n");

        Assert.Equal((1, 3), (grown.Recorded, grown.AlreadyThere));
        Assert.All(_importing.Trail.Events, e => Assert.Equal(8, e.Id!.Value.Version));
    }

    [Fact]
    public async Task Long_lines_go_in_small_batches()
    {
        string line = System.Replace("full", new string('x', 60_000), StringComparison.Ordinal) + "\n";
        await RunAsync(string.Concat(Enumerable.Repeat(line, 150)));

        Assert.Equal([70, 70, 10], _importing.Trail.BatchSizes);
    }

    [Fact]
    public async Task An_id_that_is_given_is_kept()
    {
        Guid id = Guid.CreateVersion7();
        await RunAsync($"{Audit[..^1]},\"id\":\"{id}\"}}\n");

        Assert.Equal(id, Assert.Single(_importing.Trail.Events).Id);
    }

    [Theory]
    [InlineData("""{"kind":"audit_event","action":"a","resource_type":"b","colour":"red"}""", "colour")]
    [InlineData("""{"kind":"audit_event","action":"a","resource_type":"b","success":"yes"}""", "success")]
    [InlineData("""{"kind":"audit_event","action":"a","action":"a","resource_type":"b"}""", "action")]
    [InlineData("""{"action":"a","resource_type":"b"}""", "kind")]
    [InlineData("{", "")]
    [InlineData("nothing", "")]
    [InlineData("[]", "")]
    public async Task A_bad_line_is_named_with_its_field(string line, string field)
    {
        ImportException e = await Assert.ThrowsAsync<ImportException>(() => RunAsync($"{Failed}\n{line}\n{System}\n"));

        Assert.Equal((2, 1), (e.Line, e.Recorded));
        Assert.StartsWith(field, e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_are_listed_with_all_their_problems_when_asked_to()
    {
        ImportResult result = await RunAsync($$"""
            {{Failed}}
            {"kind":"audit_event","action":"a","resource_type":"b","colour":"red","success":"yes"}
            {{System}}

            """, OnError.Skip);

        Assert.Equal((2, 1), (result.Recorded, result.Rejected));
        RejectedLine rejected = Assert.Single(result.FirstRejected);
        Assert.Equal((2, 2), (rejected.Line, rejected.Problems.Count));
        Assert.StartsWith("line 2: colour ", rejected.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_a_bad_line()
    {
        byte[] log = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{System}\n", 10))),
            .. "{\"kind\":\"system_event\",\"message\":\""u8, 0xFF, .. "\"}\n"u8];

        ImportException e = await Assert.ThrowsAsync<ImportException>(() => _importing.RunAsync(log,
            new ImportOptions { Format = LogFormat.Ndjson }));

        Assert.Equal(11, e.Line);
    }

    [Fact]
    public async Task What_comes_slowly_is_recorded_as_it_comes()
    {
        await using Slow log = new(_importing.Trail, [$"{Failed}\n{Audit}\n", $"{System}\n"]);

        ImportResult result = await _importing.RunAsync(log, new ImportOptions { Format = LogFormat.Ndjson });

        Assert.Equal((3, 3), (result.Lines, result.Recorded));
        Assert.Equal([2, 1], _importing.Trail.BatchSizes);
    }

    /// <summary>A pipe whose writer waits for what it wrote to be recorded before it writes on.</summary>
    sealed class Slow(ListTrail trail, string[] parts) : Stream
    {
        int _next;
        byte[] _rest = [];

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_rest.Length == 0)
            {
                while (_next > 0 && trail.BatchSizes.Count < _next)
                {
                    await Task.Yield();
                }

                if (_next == parts.Length)
                {
                    return 0;
                }

                _rest = Encoding.UTF8.GetBytes(parts[_next++]);
            }

            int count = Math.Min(buffer.Length, _rest.Length);
            _rest.AsSpan(0, count).CopyTo(buffer.Span);
            _rest = _rest[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
