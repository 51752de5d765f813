using System.Text;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Servers that answer what InfluxDB does not: an error in words each time, no secret in it, and no event lost.</summary>
public sealed class BadServerTests(AskingServer asking) : IClassFixture<AskingServer>
{
    const string Secret = "SECRET-OF-AN-EVENT";

    /// <summary>Errors of InfluxDB say the line that they are about.</summary>
    const string Echo = $"unable to parse 'audit_events,action=x user_id=\"{Secret}\"': bad {Secret}";

    static readonly Dictionary<string, Reply> Replies = new()
    {
        ["nothing"] = Reply.Cut,
        ["no answer, ever"] = Reply.Never,
        ["garbage"] = Reply.Raw("garbage\0\u0001\r\n\r\n"),
        ["half a status line"] = Reply.Raw("HTTP/1.1 2"),
        ["half its headers"] = Reply.Raw("HTTP/1.1 204 No Content\r\nX-Influxdb-Ver"),
        ["an answer without end"] = Reply.Endless,
        ["a page of HTML"] = Reply.Of(200, "<!DOCTYPE html><title>Log in</title>", ("Content-Type", "text/html")),
        ["an error page"] = Reply.Of(502, "<html>Bad Gateway</html>", ("Content-Type", "text/html")),
        ["200 and an error"] = Reply.Json($$"""{"error":"{{Secret}}"}"""),
        ["200 and an error inside"] = Reply.Json($$"""{"results":[{"statement_id":0,"error":"engine: {{Secret}}"}]}""" + "\n"),
        ["200 and half a document"] = Reply.Json("""{"results":[{"statement_id":0,"ser"""),
        ["200 and nothing"] = Reply.Json(""),
        ["200 and garbage that should be gzip"] = Reply.Of(200, "garbage", ("Content-Type", "application/json"), ("Content-Encoding", "gzip")),
        ["an error that should be gzip"] = Reply.Of(500, "garbage", ("Content-Type", "application/json"), ("Content-Encoding", "gzip")),
        ["headers that are none"] = Reply.Raw("HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: x\r\n\r\n"),
        ["headers without end"] = Reply.Raw($"HTTP/1.1 200 OK\r\nX: {new string('x', 200_000)}"),
        ["a redirect"] = Reply.Of(302, "", ("Location", "http://127.0.0.1:1/elsewhere")),
        ["a lasting redirect"] = Reply.Of(308, "", ("Location", "/elsewhere")),
        ["400"] = Reply.Of(400, Json(Echo)),
        ["400 and a page of HTML"] = Reply.Of(400, "<html>Bad Request</html>", ("Content-Type", "text/html")),
        ["401"] = Reply.Of(401, Json("authorization failed " + Secret)),
        ["403"] = Reply.Of(403, Json(Secret)),
        ["404"] = Reply.Of(404, Json("database not found: \"audit\"")),
        ["407"] = Reply.Of(407, Secret),
        ["408"] = Reply.Of(408, Secret),
        ["413"] = Reply.Of(413, Json("Request Entity Too Large")),
        ["418"] = Reply.Of(418, Secret),
        ["429"] = Reply.Of(429, Secret, ("Retry-After", "1")),
        ["429 for a day"] = Reply.Of(429, Secret, ("Retry-After", "86400")),
        ["500"] = Reply.Of(500, Json($"engine: cache-max-memory-size exceeded: {Secret}")),
        ["503"] = Reply.Of(503, Secret, ("Retry-After", "not a time")),
        ["504"] = Reply.Of(504),
        ["599"] = Reply.Of(599, Secret),
    };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> AllReplies => [.. Replies.Keys];

    [Theory, MemberData(nameof(AllReplies))]
    public async Task A_write_that_is_answered_badly_is_an_error_in_words_and_loses_nothing(string which)
    {
        await using ForwardingServer between = new(asking.Server);
        CollectingLogger log = new();
        Trail trail = SomeTrail(40);
        InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
        HurriedTime time = new(which == "429 for a day" ? 400 : 20);
        options.Timeout = BoundOf(which, time);
        await using InfluxDbStore store = Opening.New(options, time, log);
        await store.OpenAsync(Trail.Origin, Cancellation);
        between.Reply = Replies[which].ForWrites();
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.ApplyAsync(trail.Entries, Cancellation).AsTask());
        AssertInWords(e, log);
        Assert.Equal(which is not ("400" or "401" or "403" or "404" or "407" or "413" or "418"), e.IsTransient);
        between.Reply = Reply.Forwarded;
        await store.Follow(trail, e.IsTransient ? 0 : null);
        Assert.Equal(trail.Shows(), await ShowAllAsync(store));
        Assert.Empty(await store.ReadSetAsideAsync(Cancellation));
        Assert.Equal(trail.Next, (await Dump.OfAsync(asking.Server, options.Database)).Length);
        AssertInWords(e, log);
    }

    [Fact]
    public async Task A_refusal_that_is_not_InfluxDBs_sets_nothing_aside()
    {
        await using ForwardingServer between = new(asking.Server);
        Trail trail = SomeTrail(3);
        await using InfluxDbStore store = Opening.New(between.Options(InfluxServer.NewDatabase()));
        await store.OpenAsync(Trail.Origin, Cancellation);
        between.Reply = Replies["400 and a page of HTML"].ForWrites();
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.ApplyAsync(trail.Entries, Cancellation).AsTask());
        Assert.True(e.IsTransient);
        between.Reply = Reply.Forwarded;
        await store.ApplyAsync(trail.Entries, Cancellation);
        Assert.Empty(await store.ReadSetAsideAsync(Cancellation));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Theory, MemberData(nameof(AllReplies))]
    public async Task A_question_that_is_answered_badly_is_an_error_in_words_and_no_empty_answer(string which)
    {
        await using ForwardingServer between = new(asking.Server);
        CollectingLogger log = new();
        Trail trail = SomeTrail(5);
        InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
        HurriedTime time = new(20);
        options.Timeout = BoundOf(which, time);
        await using InfluxDbStore store = Opening.New(options, time, log);
        await store.CatchUp(trail);
        between.Reply = Replies[which].ForQueries();
        await AssertNoneAnswersAsync(store, log);
        between.Reply = Reply.Forwarded;
        Assert.Equal(trail.Shows(), await ShowAllAsync(store));
    }

    [Theory, MemberData(nameof(AllReplies))]
    public async Task A_server_that_answers_badly_at_the_start_is_an_error_in_words(string which)
    {
        await using ForwardingServer between = new(asking.Server);
        CollectingLogger log = new();
        Trail trail = SomeTrail(5);
        InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
        HurriedTime time = new(20);
        options.Timeout = BoundOf(which, time);
        await using InfluxDbStore store = Opening.New(options, time, log);
        between.Reply = Replies[which];
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        AssertInWords(e, log);
        between.Reply = Reply.Forwarded;
        await store.Follow(trail, null);
        Assert.Equal(trail.Shows(), await ShowAllAsync(store));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{"results":null}""")]
    [InlineData("""{"results":{}}""")]
    [InlineData("""{"results":[null]}""")]
    [InlineData("""{"results":[17]}""")]
    [InlineData("""{"results":[{"series":null}]}""")]
    [InlineData("""{"results":[{"series":17}]}""")]
    [InlineData("""{"results":[{"series":[null]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time"],"values":17}]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time"],"values":[17]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time"],"values":[[]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"columns":["time","a","b"],"values":[["x",{},[]]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"tags":17,"columns":["time","a"],"values":[[1,1e400,"x"]]}]}]}""")]
    [InlineData("""{"results":[{"error":17}]}""")]
    [InlineData("""{"results":[{"error":null}]}""")]
    [InlineData("""{"error":{}}""")]
    [InlineData("""{"results":[{"statement_id":0,"partial":true}]}""")]
    [InlineData("""{"results":[{"statement_id":0,"partial":17}]}""")]
    public async Task An_answer_of_another_shape_is_an_error_in_words(string body)
    {
        await using ForwardingServer between = new(asking.Server);
        CollectingLogger log = new();
        await using InfluxDbStore store = Opening.New(between.Options(InfluxServer.NewDatabase()), new HurriedTime(3), log);
        await store.CatchUp(SomeTrail(5));
        between.Reply = Reply.Json(body + "\n").ForQueries();
        await AssertNoneAnswersAsync(store, log);
    }

    [Fact]
    public async Task Half_an_answer_is_an_error_whatever_half_it_is()
    {
        await using ForwardingServer between = new(asking.Server);
        CollectingLogger log = new();
        await using InfluxDbStore store = Opening.New(between.Options(InfluxServer.NewDatabase()), new HurriedTime(3), log);
        Trail trail = SomeTrail(2_500);   // more than one piece
        await store.CatchUp(trail);
        foreach (Reply reply in new[] { Reply.Half, Reply.ShortenedToHalf, Reply.FirstLineOnly })
        {
            between.Reply = Reply.By(request => request.IsQuery && !request.Text.Contains("metalog_", StringComparison.Ordinal) ? reply : Reply.Forwarded);
            StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.Find(new AuditEventQuery()));
            AssertInWords(e, log);
        }

        between.Reply = Reply.Forwarded;
        Assert.Equal(2_500, (await store.Find(new AuditEventQuery())).Count);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_nobody_elsewhere_learns_anything()
    {
        await using ForwardingServer between = new(asking.Server);
        await using ForwardingServer elsewhere = new(asking.Server);
        Trail trail = SomeTrail(5);
        await using InfluxDbStore store = Opening.New(between.Options(InfluxServer.NewDatabase()));
        await store.CatchUp(trail);
        between.Reply = Reply.By(request => Reply.Of(307, "", ("Location", elsewhere.Address + request.Target[1..])));
        await Assert.ThrowsAnyAsync<StoreException>(() => store.Find(new AuditEventQuery()));
        trail.Add(Trail.Audit());
        await Assert.ThrowsAnyAsync<StoreException>(() => store.Apply(trail, 5));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_write_that_was_carried_out_and_not_answered_is_sent_again_and_there_once()
    {
        await using ForwardingServer between = new(asking.Server);
        Trail trail = SomeTrail(100);
        InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
        options.BatchSize = 10;
        await using InfluxDbStore store = Opening.New(options, new HurriedTime(3));
        await store.OpenAsync(Trail.Origin, Cancellation);
        int writes = 0;
        between.Reply = Reply.By(request => request.IsWrite && Interlocked.Increment(ref writes) is 1 or 5 or 14 ? Reply.ForwardedAndCut : Reply.Forwarded);
        await store.Follow(trail, 0);
        between.Reply = Reply.Forwarded;
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.Equal(100, (await Dump.OfAsync(asking.Server, options.Database)).Length);
    }

    [Fact]
    public async Task A_server_that_asks_to_be_left_alone_is_left_alone_for_as_long()
    {
        await using ForwardingServer between = new(asking.Server);
        HurriedTime time = new(10);
        Trail trail = SomeTrail(5);
        await using InfluxDbStore store = Opening.New(between.Options(InfluxServer.NewDatabase()), time);
        await store.OpenAsync(Trail.Origin, Cancellation);
        between.Reply = Reply.Of(503, "", ("Retry-After", "4")).ForWrites();
        long asked = time.GetTimestamp();
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.ApplyAsync(trail.Entries, Cancellation).AsTask());
        Assert.True(e.IsTransient);
        TimeSpan rested = TimeSpan.Zero;
        between.Reply = Reply.By(request =>
        {
            rested = request.IsWrite && rested == TimeSpan.Zero ? time.GetElapsedTime(asked) : rested;
            return Reply.Forwarded;
        });
        await store.ApplyAsync(trail.Entries, Cancellation);
        Assert.InRange(rested, TimeSpan.FromSeconds(3.9), TimeSpan.MaxValue);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    static Trail SomeTrail(int events)
    {
        Trail trail = new();
        for (int i = 0; i < events; i++)
        {
            trail.Add(Trail.Audit() with { UserId = Secret, ErrorMessage = Secret });
        }

        return trail;
    }

    /// <summary>Asks again while the store leaves the server alone.</summary>
    static async Task<string[]> ShowAllAsync(InfluxDbStore store)
    {
        for (; ; )
        {
            try
            {
                return await store.ShowAll();
            }
            catch (StoreException e) when (e.IsTransient)
            {
                await Task.Delay(10, Cancellation);
            }
        }
    }

    /// <summary>Short where it is what ends the request.</summary>
    static TimeSpan BoundOf(string which, HurriedTime time) =>
        time.InSystemTime(TimeSpan.FromSeconds(which is "no answer, ever" or "an answer without end" ? 0.5 : 30));

    static string Json(string error) => $$"""{"error":"{{error.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""" + "\n";

    static async Task AssertNoneAnswersAsync(InfluxDbStore store, CollectingLogger log)
    {
        TimeRange range = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        Func<Task>[] questions =
        [
            () => store.Find(new AuditEventQuery { UserId = [Secret] }),
            () => store.CountAsync(range, Secret, Cancellation).AsTask(),
            () => store.ReportPrivacyAsync(new() { Range = range }, Cancellation).AsTask(),
            () => store.ReadSetAsideAsync(Cancellation).AsTask(),
        ];
        foreach (Func<Task> question in questions)
        {
            AssertInWords(await Assert.ThrowsAnyAsync<StoreException>(question), log);
        }
    }

    static void AssertInWords(StoreException e, CollectingLogger log)
    {
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
        Assert.Contains(". ", e.Message + " ", StringComparison.Ordinal);
        string all = e + log.Text;
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.DoesNotContain(InfluxServer.AdministratorsPassword, all, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{InfluxServer.Administrator}:{InfluxServer.AdministratorsPassword}")),
            all,
            StringComparison.Ordinal);
    }
}
