using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Recording;
using MetaLogging.Remote;
using MetaLogging.Tests.Support;
using MetaLogging.Validation;
using Xunit;
using static MetaLogging.Tests.Remote.RemoteCall;

namespace MetaLogging.Tests.Remote;

public sealed class RecordingTests
{
    static Reply Receipt(string members) => Reply.Json(201, $$"""{"success":true,"origin":"here",{{members}}}""");

    [Fact]
    public async Task Each_kind_of_event_goes_to_its_route_with_the_key()
    {
        await using var server = new LittleServer(asked => Recorded(asked));
        await using RemoteAuditTrail trail = Once(server);
        foreach (TrailEvent item in (TrailEvent[])[Some.AuditEvent(), Some.FailedLogin(), Some.SystemEvent()])
        {
            Receipt receipt = await trail.RecordAsync(item with { Id = Id }, Cancel);
            Assert.Equal(new Receipt(Id, "here", 7, false, null), receipt);
        }

        Assert.Equal(["/api/v1/audit-events", "/api/v1/failed-logins", "/api/v1/system-events"], server.Asked.Select(asked => asked.Target));
        Assert.All(server.Asked, asked => Assert.Equal("POST", asked.Method));
        Assert.All(server.Asked, asked => Assert.Equal("Bearer " + Key, asked.Headers["Authorization"]));
        Assert.All(server.Asked, asked => Assert.Equal("application/json", asked.Headers["Content-Type"]));
    }

    [Fact]
    public async Task What_arrives_is_the_event_that_was_given()
    {
        await using var server = new LittleServer(asked => Recorded(asked));
        await using RemoteAuditTrail trail = Once(server);
        await SomeEvents.Any.SampleAsync(async item =>
        {
            Receipt receipt = await trail.RecordAsync(item, Cancel);
            List<EventProblem> problems = [];
            EventReader.TryRead(Encoding.UTF8.GetBytes(server.Asked[^1].Body), item.Kind, problems, out TrailEvent? arrived);

            Assert.Empty(problems);
            Assert.Equal(Flat.Json(item with { Id = receipt.Id }), Flat.Json(arrived!));
        }, iter: 100, threads: 1);
    }

    [Fact]
    public async Task An_event_without_an_id_gets_one_of_now()
    {
        await using var server = new LittleServer(asked => Recorded(asked));
        JumpingTime time = new(RequestTimeout);
        await using RemoteAuditTrail trail = Patient(server, time);
        Receipt receipt = await trail.RecordAsync(Some.AuditEvent(), Cancel);

        Assert.Equal(7, receipt.Id.Version);
        Assert.StartsWith(time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x12", null), receipt.Id.ToString("N"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duplicate_says_so_if_the_caller_gave_the_id()
    {
        await using var server = new LittleServer(asked => Recorded(asked, 200));
        await using RemoteAuditTrail trail = Once(server);

        Assert.True((await trail.RecordAsync(Some.AuditEvent() with { Id = Id }, Cancel)).IsDuplicate);
    }

    [Fact]
    public async Task What_was_assessed_comes_with_the_receipt()
    {
        await using var server = new LittleServer(asked => Reply.Json(
            201, $$$"""{"id":"{{{Id}}}","origin":"here","sequence":7,"assessment":{"risk":0.75,"block":true,"reasons":["new country"]}}"""));
        await using RemoteAuditTrail trail = Once(server);
        Assessment? found = (await trail.RecordAsync(Some.FailedLogin() with { Id = Id }, Cancel)).Assessment;

        Assert.Equal((0.75, true, "new country"), (found!.Risk, found.Block, Assert.Single(found.Reasons)));
    }

    [Fact]
    public async Task A_batch_goes_as_lines_each_with_an_id()
    {
        await using var server = new LittleServer(Receipt("\"accepted\":2,\"duplicates\":1,\"first_sequence\":5,\"last_sequence\":6"));
        await using RemoteAuditTrail trail = Once(server);
        BatchReceipt receipt = await trail.RecordAsync(
            [Some.AuditEvent() with { Id = Id }, Some.FailedLogin(), Some.SystemEvent() with { Message = "one\ntwo" }], cancellationToken: Cancel);

        Assert.Equal((2, 1, "here", 5, 6), (receipt.Accepted, receipt.Duplicates, receipt.Origin, receipt.FirstSequence, receipt.LastSequence));
        Asked asked = Assert.Single(server.Asked);
        Assert.Equal(("/api/v1/events", "application/x-ndjson"), (asked.Target, asked.Headers["Content-Type"]));
        JsonObject[] lines = [.. asked.Body.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject())];
        Assert.Equal(["audit_event", "failed_login", "system_event"], lines.Select(line => line["kind"]!.GetValue<string>()));
        Assert.Equal(Id.ToString(), lines[0]["id"]!.GetValue<string>());
        Assert.Equal(3, lines.Select(line => Guid.Parse(line["id"]!.GetValue<string>())).Distinct().Count());
    }

    [Theory]
    [InlineData(false, false, "/api/v1/events")]
    [InlineData(true, false, "/api/v1/events?on_error=skip")]
    [InlineData(false, true, "/api/v1/events?on_conflict=duplicate")]
    [InlineData(true, true, "/api/v1/events?on_error=skip&on_conflict=duplicate")]
    public async Task What_becomes_of_a_batch_that_is_not_all_new_and_right_is_asked_for(bool skip, bool duplicate, string target)
    {
        await using var server = new LittleServer(Receipt("\"accepted\":1,\"duplicates\":0,\"first_sequence\":5,\"last_sequence\":5"));
        await using RemoteAuditTrail trail = Once(server);
        await trail.RecordAsync([Some.AuditEvent()], new BatchOptions { SkipInvalid = skip, ConflictIsDuplicate = duplicate }, Cancel);

        Assert.Equal(target, server.Asked[0].Target);
    }

    [Fact]
    public async Task What_was_skipped_is_told_by_its_place_in_the_batch()
    {
        await using var server = new LittleServer(Receipt(
            "\"accepted\":1,\"duplicates\":0,\"first_sequence\":5,\"last_sequence\":5,\"rejected\":[{\"line\":2,\"errors\":{\"ip_address\":[\"is wrong\",\"and odd\"]}}]"));
        await using RemoteAuditTrail trail = Once(server);
        TrailEvent[] batch = [Some.SystemEvent() with { Message = "\ud800" }, Some.AuditEvent(), Some.AuditEvent() with { IpAddress = "a" }];
        BatchReceipt receipt = await trail.RecordAsync(batch, new BatchOptions { SkipInvalid = true }, Cancel);

        Assert.Equal([0, 2], receipt.Rejected.Select(one => one.Index));
        Assert.Equal([new("message", ProblemText.LoneSurrogate)], receipt.Rejected[0].Problems);
        Assert.Equal([new("ip_address", "is wrong"), new("ip_address", "and odd")], receipt.Rejected[1].Problems);
        Assert.Equal(2, server.Asked[0].Body.Count(c => c == '\n'));
    }

    [Fact]
    public async Task What_is_no_json_is_refused_here_and_everything_else_by_the_server()
    {
        await using var server = new LittleServer(
            Reply.Problem(400, """{"title":"Bad","errors":{"lines[1].action":["is not a name"],"lines[3].timestamp":["is too early"]}}"""));
        await using RemoteAuditTrail trail = Once(server);
        TrailEvent[] unwritable = [Some.AuditEvent(), Some.FailedLogin() with { RiskScore = double.NaN }, Some.AuditEvent() with { SubjectIds = null! }];
        InvalidEventException here = await Assert.ThrowsAsync<InvalidEventException>(() => trail.RecordAsync(unwritable, cancellationToken: Cancel));
        Assert.Equal(["lines[2].risk_score", "lines[3].subject_ids"], here.Problems.Select(problem => problem.Field));
        await Assert.ThrowsAsync<InvalidEventException>(() => trail.RecordAsync(unwritable[1], Cancel));
        Assert.Empty(server.Asked);

        TrailEvent[] wrong = [Some.AuditEvent() with { Action = "a b" }, Some.AuditEvent(), Some.AuditEvent() with { Timestamp = DateTimeOffset.MaxValue }];
        InvalidEventException there = await Assert.ThrowsAsync<InvalidEventException>(() => trail.RecordAsync(wrong, cancellationToken: Cancel));
        Assert.Equal([new("lines[1].action", "is not a name"), new("lines[3].timestamp", "is too early")], there.Problems);
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(413)]
    [InlineData(415)]
    public async Task Fields_that_are_wrong_are_named(int status)
    {
        await using var server = new LittleServer(Reply.Problem(status, """{"title":"Bad","errors":{"ip_address":["is no address"]}}"""));
        await using RemoteAuditTrail trail = Once(server);
        InvalidEventException wrong = await Assert.ThrowsAsync<InvalidEventException>(() => trail.RecordAsync(Some.AuditEvent(), Cancel));

        Assert.Equal([new("ip_address", "is no address")], wrong.Problems);
    }

    [Fact]
    public async Task A_conflict_names_the_id_and_the_fields()
    {
        await using var server = new LittleServer(Reply.Problem(409, """{"title":"Conflict","conflicting_fields":["user_id","action"]}"""));
        await using RemoteAuditTrail trail = Once(server);
        EventConflictException conflict =
            await Assert.ThrowsAsync<EventConflictException>(() => trail.RecordAsync(Some.AuditEvent() with { Id = Id }, Cancel));

        Assert.Equal(Id, conflict.Id);
        Assert.Equal(["user_id", "action"], conflict.Fields);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_refused_before_anything_is_sent()
    {
        await using var server = new LittleServer(Receipt("\"accepted\":0,\"duplicates\":0"));
        await using RemoteAuditTrail trail = Once(server);
        TrailEvent[] many = [.. Enumerable.Repeat(Some.AuditEvent(), 100_001)];
        TrailEvent[] large = [.. Enumerable.Repeat(Some.SystemEvent() with { Message = new string('x', 60_000) }, 280)];
        ArgumentException lines = await Assert.ThrowsAsync<ArgumentException>(() => trail.RecordAsync(many, cancellationToken: Cancel));
        ArgumentException bytes = await Assert.ThrowsAsync<ArgumentException>(() => trail.RecordAsync(large, cancellationToken: Cancel));

        Assert.Equal("The batch has 100001 events and 100000 is the most. Record it in several batches.", lines.Message);
        Assert.Equal(
            "The batch has over 16777216 bytes as JSON, which is the most, from the event at 279 on. Record it in several batches.", bytes.Message);
        Assert.Empty(server.Asked);
        await trail.RecordAsync(many[1..], cancellationToken: Cancel);
        await trail.RecordAsync(large[..279], cancellationToken: Cancel);
        Assert.Equal(100_000, server.Asked[0].Body.Count(c => c == '\n'));
    }
}
