using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Remote;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using MetaLogging.Validation;
using Xunit;
using static MetaLogging.Tests.Remote.RemoteCall;

namespace MetaLogging.Tests.Remote;

public sealed class RetryTests
{
    static readonly Reply Busy = Reply.Problem(503, """{"type":"about:blank","title":"Too much to do"}""");
    static readonly Reply Empty = Reply.Json(200, """{"items":[]}""");
    static readonly Reply CutOff = new("");

    readonly JumpingTime _time = new(RequestTimeout);

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_may_pass_is_tried_again(int status)
    {
        await using var server = new LittleServer(Reply.Problem(status, "{}"), Reply.Of(status, "text/html", "<p>"), Empty);
        await using RemoteAuditTrail trail = Patient(server, _time);

        Assert.Empty((await trail.QueryAsync(new AuditEventQuery(), Cancel)).Items);
        Assert.Equal(3, server.Asked.Length);
        Assert.Equal(2, _time.Waits.Length);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task What_will_not_pass_is_not_tried_again(int status)
    {
        await using var server = new LittleServer(Reply.Problem(status, "{}"), Empty);
        await using RemoteAuditTrail trail = Patient(server, _time);
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));

        Assert.Equal((status, false), (failure.Status, failure.IsTransient));
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("Retry-After: 7")]
    [InlineData("Retry-After: Mon, 26 Oct 2026 07:33:27 GMT")]
    public async Task The_server_says_how_long_to_wait(string header)
    {
        await using var server = new LittleServer(Reply.Problem(429, "{}", header), Empty);
        await using RemoteAuditTrail trail = Patient(server, _time);
        await trail.QueryAsync(new AuditEventQuery(), Cancel);

        Assert.Equal([TimeSpan.FromSeconds(7)], _time.Waits);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_told_at_once()
    {
        await using var server = new LittleServer(Reply.Problem(429, """{"detail":"300 queries a minute."}""", "Retry-After: 31"));
        await using RemoteAuditTrail trail = Patient(server, _time);
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));

        Assert.Equal(
            $"The server {server.Address} was asked too often (HTTP 429: 300 queries a minute). Ask less often. It asks to wait 31 s.", failure.Message);
        Assert.True(failure.IsTransient);
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task Trying_ends_in_time_with_the_last_answer()
    {
        await using var server = new LittleServer(Reply.Problem(503, """{"type":"urn:metalog:store-unavailable","detail":"InfluxDB is down."}"""));
        await using RemoteAuditTrail trail = Patient(server, _time);
        StoreException failure = await Assert.ThrowsAsync<StoreException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));

        Assert.Equal(("InfluxDB is down.", true), (failure.Message, failure.IsTransient));
        Assert.InRange(_time.Waits.Sum(wait => wait.TotalSeconds), 25, 30);
    }

    [Fact]
    public async Task Without_time_for_it_nothing_is_tried_again()
    {
        await using var server = new LittleServer(Busy);
        await using RemoteAuditTrail trail = Once(server);
        await Assert.ThrowsAsync<RemoteTrailException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));

        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task An_event_whose_answer_was_lost_is_sent_again_with_the_same_id_and_is_no_duplicate()
    {
        int tries = 0;
        await using var server = new LittleServer(asked => ++tries == 1 ? CutOff : Recorded(asked, 200));
        await using RemoteAuditTrail trail = Patient(server, _time);
        Receipt receipt = await trail.RecordAsync(Some.AuditEvent(), Cancel);

        Assert.False(receipt.IsDuplicate);
        Assert.Equal(2, server.Asked.Length);
        Assert.Equal(server.Asked[0].Body, server.Asked[1].Body);
        Assert.Equal(receipt.Id.ToString(), IdIn(server.Asked[0].Body));
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_counts_what_it_had_written()
    {
        await using var server = new LittleServer(
            CutOff, Reply.Json(201, """{"accepted":0,"duplicates":3,"origin":"here","first_sequence":null,"last_sequence":null}"""));
        await using RemoteAuditTrail trail = Patient(server, _time);
        BatchReceipt receipt =
            await trail.RecordAsync([Some.AuditEvent(), Some.AuditEvent() with { Id = Id }, Some.AuditEvent()], cancellationToken: Cancel);

        Assert.Equal((2, 1, null), (receipt.Accepted, receipt.Duplicates, receipt.FirstSequence));
        Assert.Equal(server.Asked[0].Body, server.Asked[1].Body);
    }

    [Fact]
    public async Task Half_an_answer_is_no_answer()
    {
        int tries = 0;
        await using var server = new LittleServer(asked => ++tries switch
        {
            1 => new Reply("HTTP/1.1 201 Created\r\nContent-Le"),
            2 => new Reply("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"success\":tr"),
            3 => new Reply("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{\"success\":tr"),
            _ => Recorded(asked, 200),
        });
        await using RemoteAuditTrail trail = Patient(server, _time);

        Assert.False((await trail.RecordAsync(Some.AuditEvent(), Cancel)).IsDuplicate);
        Assert.Equal(4, tries);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_after_the_time_of_a_try()
    {
        int tries = 0;
        await using var server = new LittleServer(asked =>
        {
            if (++tries == 1)
            {
                ThreadPool.QueueUserWorkItem(_ => _time.Advance(RequestTimeout));
                return Reply.Never;
            }

            return Recorded(asked);
        });
        await using RemoteAuditTrail trail = Patient(server, _time);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);

        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task When_no_try_of_a_write_was_answered_its_outcome_is_unknown()
    {
        await using var server = new LittleServer(CutOff);
        await using RemoteAuditTrail trail = Patient(server, _time);
        AppendOutcomeUnknownException one =
            await Assert.ThrowsAsync<AppendOutcomeUnknownException>(() => trail.RecordAsync(Some.AuditEvent() with { Id = Id }, Cancel));
        AppendOutcomeUnknownException batch =
            await Assert.ThrowsAsync<AppendOutcomeUnknownException>(() => trail.RecordAsync([Some.AuditEvent()], cancellationToken: Cancel));

        Assert.StartsWith($"Whether the event {Id} is kept is not known. Record it again with that id", one.Message, StringComparison.Ordinal);
        Assert.IsType<RemoteTrailException>(one.InnerException);
        Assert.StartsWith("Whether the batch is kept is not known", batch.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_after_a_try_without_an_answer_does_not_settle_it_but_a_wrong_field_does()
    {
        await using var revoked = new LittleServer(CutOff, Reply.Problem(401, "{}"));
        await using RemoteAuditTrail first = Patient(revoked, _time);
        await Assert.ThrowsAsync<AppendOutcomeUnknownException>(() => first.RecordAsync(Some.AuditEvent(), Cancel));

        await using var wrong = new LittleServer(CutOff, Reply.Problem(400, """{"errors":{"action":["is wrong"]}}"""));
        await using RemoteAuditTrail second = Patient(wrong, _time);
        await Assert.ThrowsAsync<InvalidEventException>(() => second.RecordAsync(Some.AuditEvent(), Cancel));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    public async Task A_failure_in_the_middle_of_a_write_leaves_its_outcome_unknown(int status)
    {
        await using var server = new LittleServer(Reply.Of(status, "text/html", "<p>Oops</p>"));
        await using RemoteAuditTrail trail = Patient(server, _time);

        await Assert.ThrowsAsync<AppendOutcomeUnknownException>(() => trail.RecordAsync(Some.AuditEvent(), Cancel));
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_outcome_is_asked_again()
    {
        Reply unknown = Reply.Problem(500, """{"type":"urn:metalog:outcome-unknown","detail":"The flush failed."}""");
        int tries = 0;
        await using var server = new LittleServer(asked => ++tries == 1 ? unknown : Recorded(asked));
        await using RemoteAuditTrail trail = Patient(server, _time);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        Assert.Equal(2, tries);

        await using var stubborn = new LittleServer(unknown);
        await using RemoteAuditTrail other = Patient(stubborn, _time);
        AppendOutcomeUnknownException failure =
            await Assert.ThrowsAsync<AppendOutcomeUnknownException>(() => other.RecordAsync(Some.AuditEvent(), Cancel));
        Assert.Equal("The flush failed.", failure.Message);
    }

    [Fact]
    public async Task A_journal_that_can_not_be_written_keeps_nothing_and_is_asked_again()
    {
        await using var server = new LittleServer(Reply.Problem(503, """{"type":"urn:metalog:journal-not-writable","detail":"The disk is full."}"""));
        await using RemoteAuditTrail trail = Patient(server, _time);
        JournalNotWritableException failure =
            await Assert.ThrowsAsync<JournalNotWritableException>(() => trail.RecordAsync(Some.AuditEvent(), Cancel));

        Assert.Equal("The disk is full.", failure.Message);
        Assert.True(server.Asked.Length > 5);
        Assert.Single(server.Asked.Select(asked => asked.Body).Distinct());
    }

    [Fact]
    public async Task A_server_that_is_not_there_has_kept_nothing()
    {
        Uri address;
        await using (var gone = new LittleServer(Empty))
        {
            address = gone.Address;
        }

        await using var trail = RemoteAuditTrail.ForServer(address, Key, new RemoteTrailOptions { RequestTimeout = RequestTimeout }, _time);
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.RecordAsync(Some.AuditEvent(), Cancel));

        Assert.Equal((null, true), (failure.Status, failure.IsTransient));
        Assert.Equal($"The server {address} can't be reached (Connection refused). Check that it runs, and the address; nothing was sent.", failure.Message);
        Assert.True(_time.Waits.Length > 5);
    }

    [Fact]
    public async Task A_server_that_comes_back_is_found()
    {
        Uri address;
        await using (var gone = new LittleServer(Empty))
        {
            address = gone.Address;
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var trail = RemoteAuditTrail.ForServer(address, Key, new RemoteTrailOptions { RetryFor = TimeSpan.FromDays(1), RequestTimeout = RequestTimeout }, _time);
        Task<Receipt> recording = trail.RecordAsync(Some.AuditEvent(), cancel.Token);
        await Eventually.TrueAsync(() => _time.Waits.Length > 3, Cancel);
        await using var back = new LittleServer(asked => Recorded(asked), new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, address.Port));

        Assert.Equal(7, (await recording).Sequence);
    }

    [Fact]
    public async Task Cancelling_ends_it_at_once()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var server = new LittleServer(_ =>
        {
            ThreadPool.QueueUserWorkItem(_ => cancel.Cancel());
            return Reply.Never;
        });
        await using RemoteAuditTrail trail = Patient(server, _time);
        OperationCanceledException cancelled =
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trail.RecordAsync(Some.AuditEvent(), cancel.Token));

        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        Assert.Single(server.Asked);
    }
}
