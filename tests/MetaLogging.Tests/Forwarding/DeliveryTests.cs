using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Forwarding;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Tests.Remote;
using MetaLogging.Tests.Support;
using MetaLogging.Validation;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MetaLogging.Tests.Forwarding;

/// <summary>Deliveries to a server that answers as the test wants.</summary>
public sealed class DeliveryTests : IDisposable
{
    readonly DataFolder _folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_answer_that_was_lost_is_asked_for_again_with_the_same_events()
    {
        int lost = 2;
        await using LittleServer server = new(asked => Interlocked.Decrement(ref lost) >= 0 ? new Reply("") : Took(asked));
        await using ForwardingAuditTrail trail = await StartAsync(server);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await DeliveredAsync(trail);

        Assert.Equal(3, server.Asked.Length);
        Assert.Single(server.Asked.Select(asked => asked.Body).Distinct());
        Assert.All(server.Asked, asked => Assert.Equal("/api/v1/events?on_error=skip", asked.Target));
    }

    [Fact]
    public async Task Events_come_in_order_and_only_once_where_everything_is_answered()
    {
        await using LittleServer server = new(asked => Took(asked));
        await using ForwardingAuditTrail trail = await StartAsync(server);
        for (int i = 0; i < 2500; i += 500)
        {
            await trail.RecordAsync([.. Enumerable.Range(i, 500).Select(number => Some.AuditEvent() with { ResourceId = $"{number}" })], cancellationToken: Cancel);
        }

        await DeliveredAsync(trail);
        Assert.Equal(Enumerable.Range(0, 2500), server.Asked.SelectMany(Lines).Select(line => int.Parse((string)line["resource_id"]!, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_is_left_alone_as_long()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        int busy = 1;
        await using LittleServer server = new(
            asked => Interlocked.Decrement(ref busy) >= 0 ? Reply.Problem(429, """{"title":"Busy"}""", "Retry-After: 600") : Took(asked));
        await using ForwardingAuditTrail trail = await StartAsync(server, time: time);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        DateTimeOffset begun = time.GetUtcNow();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(20));
                return server.Asked.Length == 2;
            },
            Cancel);
        Assert.True(time.GetUtcNow() - begun >= TimeSpan.FromSeconds(600));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_for_a_proxy_is_sent_in_parts()
    {
        await using LittleServer server = new(asked => Lines(asked).Count() > 3 ? Reply.Of(413, "text/html", "Too large") : Took(asked));
        await using ForwardingAuditTrail trail = await StartAsync(server);
        await trail.RecordAsync([.. Enumerable.Repeat(Some.AuditEvent(), 10)], cancellationToken: Cancel);
        await DeliveredAsync(trail);

        Assert.Equal(10, server.Asked.Where(asked => Lines(asked).Count() <= 3).SelectMany(Lines).Select(line => (string)line["id"]!).Distinct().Count());
        Assert.Empty(await trail.ReadSetAsideAsync(Cancel));
    }

    [Fact]
    public async Task Events_in_the_future_of_the_server_wait_and_are_not_given_up()
    {
        bool isBehind = true;
        string future = $$$"""{"line":1,"errors":{"timestamp":["{{{ProblemText.InTheFuture}}}"]}}""";
        await using LittleServer server = new(asked => Volatile.Read(ref isBehind) ? Took(asked, future) : Took(asked));
        await using ForwardingAuditTrail trail = await StartAsync(server);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem?.Contains("its clock and the one of this machine differ", StringComparison.Ordinal) == true, Cancel);
        Volatile.Write(ref isBehind, false);
        await DeliveredAsync(trail);
        Assert.Empty(await trail.ReadSetAsideAsync(Cancel));
    }

    [Fact]
    public async Task A_gap_that_the_server_refuses_makes_no_further_gap()
    {
        await using LittleServer server = new(asked => Took(
            asked, string.Join(',', Lines(asked).Select((_, i) => $$$"""{"line":{{{i + 1}}},"errors":{"action":["is refused"]}}"""))));
        await using ForwardingAuditTrail trail = await StartAsync(server);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await DeliveredAsync(trail);
        await DeliveredAsync(trail);

        Assert.Equal(["update_profile", "metalog.gap"], server.Asked.SelectMany(Lines).Select(line => (string)line["action"]!));
        Assert.Equal(2, (await trail.ReadSetAsideAsync(Cancel)).Sum(range => range.EndSequence - range.FirstSequence));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "forwarding", "refused.ndjson"), Cancel)).Length);
    }

    [Fact]
    public async Task A_gap_is_told_once_although_a_crash_came_before_that_was_noted()
    {
        await using LittleServer server = new(asked => Took(asked));
        string state = Path.Combine(_folder.Path, "forwarding", "state.json");
        Guid gap = Guid.CreateVersion7();
        await using (ForwardingAuditTrail trail = await StartAsync(server))
        {
            await trail.Queue.RecordOwnAsync(OwnEvents.Gap("tests", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, 1) with { Id = gap }, Cancel);
            await DeliveredAsync(trail);
        }

        JsonObject noted = JsonNode.Parse(await File.ReadAllTextAsync(state, Cancel))!.AsObject();
        noted["gaps"] = JsonNode.Parse($$"""[{"id":"{{gap}}","from":"2026-01-01T00:00:00Z","to":"2026-01-01T00:00:00Z","count":1,"reason":"refused"}]""");
        await File.WriteAllTextAsync(state, noted.ToJsonString(), Cancel);
        await using ForwardingAuditTrail again = await StartAsync(server);
        await again.RecordAsync(Some.AuditEvent(), Cancel);
        await DeliveredAsync(again);
        Assert.Single(server.Asked.SelectMany(Lines), line => (string)line["action"]! == "metalog.gap");
    }

    [Fact]
    public async Task The_folder_of_a_trail_is_no_queue_and_the_folder_of_a_queue_no_trail()
    {
        await using LittleServer server = new(asked => Took(asked));
        await using (AuditTrail kept = new(_folder.Options(), []))
        {
            await kept.StartAsync(Cancel);
            await kept.RecordAsync(Some.AuditEvent(), Cancel);
        }

        Assert.Contains("would be emptied", (await Assert.ThrowsAsync<ValidationException>(() => StartAsync(server))).Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);

        using DataFolder other = new();
        await using (ForwardingAuditTrail trail = await StartAsync(server, other.Path))
        {
        }

        MetaLoggingOptions options = other.Options();
        await using AuditTrail wrong = new(options, []);
        Assert.Contains("is the queue of events", (await Assert.ThrowsAsync<ValidationException>(() => wrong.StartAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://audit.example", null, "MetaLogging:ServerKey")]
    [InlineData("https://audit.example", "a key", "MetaLogging:ServerKey")]
    [InlineData("http://audit.example", "secret-key", "MetaLogging:Server")]
    [InlineData("https://user:secret-key@audit.example", "secret-key", "MetaLogging:Server")]
    [InlineData("audit.example", "secret-key", "MetaLogging:Server")]
    public void A_server_or_a_key_that_is_none_is_named_and_the_key_not_shown(string address, string? key, string setting)
    {
        MetaLoggingOptions options = _folder.Options();
        (options.Server, options.ServerKey) = (address, key);
        ConfigurationIssue issue = Assert.Single(ConfigurationCheck.Validate(options));
        Assert.Equal((setting, IssueSeverity.Error), (issue.Setting, issue.Severity));
        ValidationException refused = Assert.Throws<ValidationException>(() => new ForwardingAuditTrail(options));
        Assert.DoesNotContain(key ?? "secret-key", issue.Message + issue.Remedy + refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_is_taken_on_loopback_and_where_a_setting_allows_it()
    {
        MetaLoggingOptions options = _folder.Options();
        (options.Server, options.ServerKey) = ("http://127.0.0.1:5080", "key");
        Assert.Empty(ConfigurationCheck.Validate(options));
        options.Server = "http://audit.example";
        options.Forwarding.AllowPlainHttp = true;
        Assert.Empty(ConfigurationCheck.Validate(options));
    }

    async Task<ForwardingAuditTrail> StartAsync(LittleServer server, string? folder = null, TimeProvider? time = null)
    {
        MetaLoggingOptions options = _folder.Options();
        options.DataDirectory = folder ?? options.DataDirectory;
        (options.Server, options.ServerKey, options.ReadTimeBound) = (server.Address.ToString(), RemoteCall.Key, TimeSpan.Zero);
        options.Forwarding.RequestTimeout = TimeSpan.FromHours(1);   // on a clock that a test moves, no try is late
        ForwardingAuditTrail trail = new(options, time);
        try
        {
            await trail.StartAsync(Cancel);
            return trail;
        }
        catch
        {
            await trail.DisposeAsync();
            throw;
        }
    }

    static async Task DeliveredAsync(ForwardingAuditTrail trail)
    {
        while (true)
        {
            try
            {
                await trail.DeliverAsync(Cancel);
                return;
            }
            catch (StoreException)
            {
                await Task.Delay(5, Cancel);   // it is tried again
            }
        }
    }

    static IEnumerable<JsonObject> Lines(Asked asked) =>
        asked.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject());

    static Reply Took(Asked asked, string rejected = "") => Reply.Json(
        201, $$"""{"success":true,"accepted":{{Lines(asked).Count()}},"duplicates":0,"origin":"there","rejected":[{{rejected}}]}""");
}
