using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Publishing;

namespace MetaLogging.Tests.Publishing;

public sealed class AnchorsTests : IAsyncDisposable
{
    readonly PublishedTrail _published = new();

    public ValueTask DisposeAsync() => _published.DisposeAsync();

    [Fact]
    public async Task A_file_gets_a_line_a_turn_while_there_is_something_new_and_one_at_the_close()
    {
        string file = _published.Anchors.File = _published.Beside("anchor.ndjson");
        await _published.OpenAsync();
        await _published.RecordAsync(2);
        await _published.PassAsync(() => Sizes(file) is [2]);
        await _published.RecordAsync();
        DateTimeOffset before = _published.Time.GetUtcNow();
        await _published.PassAsync(() => Sizes(file) is [2, 3]);
        Assert.True(_published.Time.GetUtcNow() - before >= TimeSpan.FromSeconds(3), "a turn came before its time");

        // Nothing new: no line, however long.
        before = _published.Time.GetUtcNow();
        await _published.PassAsync(() => _published.Time.GetUtcNow() - before > TimeSpan.FromSeconds(15));
        Assert.Equal([2, 3], Sizes(file));
        await _published.RecordAsync(4);
        await _published.CloseAsync();
        Assert.Equal(7, Sizes(file)[^1]);
        Assert.All(PublishedTrail.ReadLines(file), signed => signed.CheckAll(_published.Keys));
        Assert.Equal(_published.Newest.ToString(), PublishedTrail.ReadLines(file)[^1].ToString());
    }

    [Fact]
    public async Task An_anchor_gets_the_cosignatures_too()
    {
        LittleWitness witness = _published.AddWitness("witness.example");
        string file = _published.Anchors.File = _published.Beside("anchor.ndjson");
        await _published.OpenAsync();
        await _published.RecordAsync();
        await _published.PassAsync(() => Sizes(file).Length > 0);
        Assert.Contains(PublishedTrail.ReadLines(file)[0].CheckAll([.. _published.Keys, witness.Key]), by => by.Key == witness.Key);
    }

    [Fact]
    public async Task A_file_that_can_not_be_written_is_a_problem_until_it_can_be_and_recording_goes_on()
    {
        string file = _published.Anchors.File = Path.Combine(_published.Beside("mount"), "anchor.ndjson");
        await _published.OpenAsync();
        await _published.RecordAsync();
        await _published.PassAsync(() => _published.Problems.Count > 0);
        Assert.Equal("anchor " + file, Assert.Single(_published.Problems).Key);
        Assert.Contains("1230 The checkpoint over 1 entries could not be pushed to " + file, _published.Logged, StringComparison.Ordinal);
        await _published.RecordAsync();
        Assert.Null(_published.Trail.Health.Journal.Reason);
        Directory.CreateDirectory(_published.Beside("mount"));
        await _published.PassAsync(() => Sizes(file) is [.., 2]);
        await _published.PassAsync(() => _published.Problems.Count == 0);
    }

    [Fact]
    public async Task A_line_that_a_crash_tore_is_written_over()
    {
        string file = _published.Anchors.File = _published.Beside("anchor.ndjson");
        await _published.OpenAsync();
        await _published.RecordAsync();
        await _published.CloseAsync();
        int lines = Sizes(file).Length;
        File.AppendAllText(file, """{"kept_at":"2026-""");
        await _published.OpenAsync();
        await _published.RecordAsync();
        await _published.CloseAsync();
        Assert.Equal(2, Sizes(file)[^1]);
        Assert.True(Sizes(file).Length > lines);
    }

    [Fact]
    public async Task A_webhook_is_posted_the_signed_note()
    {
        List<(string Address, string? Type, string Body)> posts = [];
        _published.Anchors.Webhook = "https://hooks.example/in?token=s3cret";
        _published.Network.Hosts["hooks.example"] = (request, body, _) =>
        {
            lock (posts)
            {
                posts.Add((request.RequestUri!.ToString(), request.Content!.Headers.ContentType?.ToString(), body));
            }

            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
        };
        await _published.OpenAsync();
        await _published.RecordAsync(3);
        await _published.CloseAsync();
        (string address, string? type, string note) = posts[^1];
        Assert.Equal(("https://hooks.example/in?token=s3cret", "text/plain; charset=utf-8"), (address, type));
        SignedCheckpoint posted = SignedCheckpoint.Parse(note);
        posted.CheckAll(_published.Keys);
        Assert.Equal(3, posted.Size);
    }

    [Theory]
    [InlineData("https://hooks.example/in?token=s3cret", HttpStatusCode.Forbidden, "403")]
    [InlineData("https://hooks.example/in?token=s3cret", HttpStatusCode.Redirect, "302")]
    [InlineData("https://hooks.example/s3cret/in", HttpStatusCode.BadGateway, "502")]
    [InlineData("https://user:s3cret@hooks.example/", HttpStatusCode.NotFound, "404")]
    [InlineData("https://user:s3cret@nobody.example/s3cret?s3cret", HttpStatusCode.OK, "refused")]
    public async Task What_is_secret_in_the_address_of_a_webhook_reaches_no_message(string address, HttpStatusCode status, string problem)
    {
        _published.Anchors.Webhook = address;
        _published.Network.Hosts["hooks.example"] = (_, _, _) => Task.FromResult(LittleWitness.Text(status, "s3cret"));
        await _published.OpenAsync();
        await _published.RecordAsync();
        await _published.PassAsync(() => _published.Problems.Count > 0);
        (string target, string reason) = Assert.Single(_published.Problems);
        Assert.StartsWith("anchor https://", target, StringComparison.Ordinal);
        Assert.Contains(problem, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", target + reason, StringComparison.Ordinal);
        Assert.Contains("1230", _published.Logged, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _published.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_systems_log_gets_a_message_with_the_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such socket.");
        SignedCheckpoint checkpoint = await SignedAsync();
        string path = _published.Beside("log");
        using Socket log = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        log.Bind(new UnixDomainSocketEndPoint(path));
        await new SyslogAnchor(path).PushAsync(checkpoint, _published.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[64 << 10];
        int length = await log.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        string message = Encoding.UTF8.GetString(buffer, 0, length);
        Assert.StartsWith("<134>metalog: {", message, StringComparison.Ordinal);
        Assert.EndsWith("}", message, StringComparison.Ordinal);
        using JsonDocument line = JsonDocument.Parse(message["<134>metalog: ".Length..]);
        Assert.Equal(checkpoint.ToString(), line.RootElement.GetProperty("checkpoint").GetString());
    }

    [Fact]
    public async Task A_systems_log_that_is_not_there_is_a_failure_of_input_and_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such socket.");
        SignedCheckpoint checkpoint = await SignedAsync();
        await Assert.ThrowsAsync<IOException>(
            () => new SyslogAnchor(_published.Beside("log")).PushAsync(checkpoint, _published.Time.GetUtcNow(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Standard_output_gets_whole_lines()
    {
        SignedCheckpoint checkpoint = await SignedAsync();
        using MemoryStream output = new();
        OutputAnchor anchor = new(output);
        await anchor.PushAsync(checkpoint, _published.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        await anchor.PushAsync(checkpoint, _published.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal([lines[0], lines[0], ""], lines);
        using JsonDocument line = JsonDocument.Parse(lines[0]);
        Assert.Equal(checkpoint.ToString(), line.RootElement.GetProperty("checkpoint").GetString());
    }

    async Task<SignedCheckpoint> SignedAsync()
    {
        await _published.OpenAsync();
        await _published.RecordAsync();
        await _published.CloseAsync();
        return _published.Newest;
    }

    static long[] Sizes(string file) => [.. PublishedTrail.ReadLines(file).Select(signed => signed.Size)];
}
