using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetaLogging.Queries;
using MetaLogging.Remote;
using MetaLogging.Tests.Support;
using Xunit;
using static MetaLogging.Tests.Remote.RemoteCall;

namespace MetaLogging.Tests.Remote;

public sealed class WhoAnswersTests
{
    static async Task<RemoteTrailException> Failure(Reply reply)
    {
        await using var server = new LittleServer(reply);
        await using RemoteAuditTrail trail = Once(server);
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));
        Assert.StartsWith($"The server {server.Address} ", failure.Message, StringComparison.Ordinal);
        return failure;
    }

    [Fact]
    public async Task A_web_page_is_no_answer()
    {
        RemoteTrailException failure = await Failure(Reply.Of(200, "text/html", "<h1>Please sign in</h1>"));

        Assert.EndsWith(
            "answers with HTTP 200, but not as a MetaLogging server does: its answer is text/html. Check the address, and whether something else answers there.",
            failure.Message, StringComparison.Ordinal);
        Assert.Equal((200, false), (failure.Status, failure.IsTransient));
    }

    [Theory]
    [InlineData("{\"items\":[{\"ki", "in its answer the whole is not JSON at byte 14 of line 1")]
    [InlineData("{}", "in its answer items is missing")]
    [InlineData("[]", "in its answer the whole is not a JSON object")]
    public async Task Json_that_is_no_page_is_no_answer(string json, string what) =>
        Assert.Contains(what, (await Failure(Reply.Json(200, json))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Something_that_does_not_speak_http_is_told()
    {
        RemoteTrailException failure = await Failure(new Reply("SSH-2.0-OpenSSH_9.2\r\n"));

        Assert.Contains("does not speak HTTP", failure.Message, StringComparison.Ordinal);
        Assert.Equal((null, false), (failure.Status, failure.IsTransient));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_told_and_nothing_is_sent()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<bool> serving = ServeAsync();
        await using var trail = RemoteAuditTrail.ForServer(new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"), Key);
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.RecordAsync(Some.AuditEvent(), Cancel));

        Assert.Contains("gave no secure connection", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
        Assert.False(await serving);

        async Task<bool> ServeAsync()
        {
            using TcpClient client = await listener.AcceptTcpClientAsync(Cancel);
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(certificate);
                return await stream.ReadAsync(new byte[1], Cancel) > 0;
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                return false;
            }
        }
    }

    [Theory]
    [InlineData(401, "does not know the key (HTTP 401: It has expired). Check the key: it may be mistyped, expired or revoked.")]
    [InlineData(403, "refuses what this key asks (HTTP 403: It has expired). Use a key that has the permission.")]
    [InlineData(414, "takes no such long query (HTTP 414: It has expired). Ask with fewer values.")]
    [InlineData(500, "failed (HTTP 500: It has expired). Look into its logs, and check that a MetaLogging server answers there.")]
    public async Task A_refusal_says_what_to_do(int status, string words) =>
        Assert.EndsWith(words, (await Failure(Reply.Problem(status, """{"detail":"It has expired."}"""))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var elsewhere = new LittleServer(asked => Recorded(asked));
        await using var server = new LittleServer(Reply.Of(status, "text/html", "", $"Location: {elsewhere.Address}login?token=7"));
        await using RemoteAuditTrail trail = Once(server);
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.RecordAsync(Some.AuditEvent(), Cancel));

        Assert.Contains($"redirects to {elsewhere.Address}login (HTTP {status})", failure.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Asked);
    }

    [Fact]
    public async Task A_client_that_follows_redirects_is_found_out()
    {
        await using var elsewhere = new LittleServer(Reply.Json(200, """{"items":[]}"""));
        await using var server = new LittleServer(Reply.Of(302, "text/html", "", $"Location: {elsewhere.Address}login"));
        using var http = new HttpClient { BaseAddress = server.Address };
        await using var trail = new RemoteAuditTrail(http, new RemoteTrailOptions { Key = Key, RetryFor = TimeSpan.Zero });
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));

        Assert.Contains($"redirects to {elsewhere.Address}login", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", elsewhere.Asked[0].Headers.Keys);
    }

    [Fact]
    public async Task A_client_of_the_callers_serves_and_stays_open()
    {
        await using var server = new LittleServer(Reply.Json(200, """{"items":[]}"""));
        using var http = new HttpClient { BaseAddress = new Uri(server.Address, "audit") };
        await using (var trail = new RemoteAuditTrail(http, new RemoteTrailOptions { Key = Key }))
        {
            Assert.Empty((await trail.QueryAsync(new AuditEventQuery(), Cancel)).Items);
        }

        Assert.Equal("/audit/api/v1/audit-events?limit=100", server.Asked[0].Target);
        Assert.NotEmpty(await http.GetStringAsync(server.Address, Cancel));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    public async Task A_socket_is_found_whatever_the_length_of_its_path(int letters)
    {
        using var folder = new DataFolder();
        string inside = Directory.CreateDirectory(Path.Combine(folder.Path, new string('d', letters))).FullName;
        EndPoint end;
        using (var path = SocketPath.Open(inside, "metalog.sock"))
        {
            end = new UnixDomainSocketEndPoint(path.Short);
            await using var server = new LittleServer(asked => Recorded(asked), end);
            await using var trail = RemoteAuditTrail.ForSocket(Path.Combine(inside, "metalog.sock"));
            await trail.RecordAsync(Some.AuditEvent(), Cancel);

            Assert.Equal("localhost", server.Asked[0].Headers["Host"]);
            Assert.DoesNotContain("Authorization", server.Asked[0].Headers.Keys);
        }
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_named()
    {
        using var folder = new DataFolder();
        string path = Path.Combine(folder.Path, "metalog.sock");
        await using var trail = RemoteAuditTrail.ForSocket(path, new RemoteTrailOptions { RetryFor = TimeSpan.Zero });
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.SummarizeAsync(cancellationToken: Cancel));

        Assert.StartsWith($"The server at {path} can't be reached", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://audit.example", false)]
    [InlineData("http://192.0.2.1:8080", false)]
    [InlineData("http://localhost.example", false)]
    [InlineData("https://audit.example", true)]
    [InlineData("http://localhost:8080/audit", true)]
    [InlineData("http://LOCALHOST", true)]
    [InlineData("http://127.7.7.7", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("https://user:word@audit.example", false)]
    [InlineData("https://audit.example/?key=1", false)]
    [InlineData("https://audit.example/#1", false)]
    [InlineData("ftp://audit.example", false)]
    [InlineData("audit", false)]
    public async Task Only_addresses_on_whose_way_nobody_reads_along_are_taken(string address, bool isTaken)
    {
        var server = new Uri(address, UriKind.RelativeOrAbsolute);
        if (isTaken)
        {
            await RemoteAuditTrail.ForServer(server, Key).DisposeAsync();
        }
        else
        {
            ArgumentException refused = Assert.Throws<ArgumentException>(() => RemoteAuditTrail.ForServer(server, Key));
            Assert.DoesNotContain("word@", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Plain_http_to_another_machine_is_taken_when_it_is_allowed() =>
        await RemoteAuditTrail.ForServer(new Uri("http://audit.example"), Key, new RemoteTrailOptions { AllowPlainHttp = true }).DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("secret\n")]
    [InlineData("sécret")]
    public void What_is_no_key_is_refused_and_not_shown(string key)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => RemoteAuditTrail.ForServer(new Uri("https://audit.example"), key));

        Assert.Equal("key", refused.ParamName);
        Assert.DoesNotContain("cret", refused.ToString().Split('\n')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 20, "RetryFor")]
    [InlineData(90_000, 20, "RetryFor")]
    [InlineData(30, 0, "RequestTimeout")]
    [InlineData(30, 4000, "RequestTimeout")]
    public void A_setting_that_is_wrong_is_named(double retryFor, double timeout, string name)
    {
        RemoteTrailOptions options = new() { RetryFor = TimeSpan.FromSeconds(retryFor), RequestTimeout = TimeSpan.FromSeconds(timeout) };

        Assert.StartsWith(name, Assert.Throws<ValidationException>(() => RemoteAuditTrail.ForSocket("s", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_shown_nowhere()
    {
        string echo = $$$"""{"title":"{{{Key}}}","detail":"The key {{{Key}}} \u001b[31mis wrong.","errors":{"{{{Key}}}":["{{{Key}}}"]}}""";
        int[] statuses = [400, 401, 403, 404, 409, 413, 429, 500, 503];
        Reply[] replies = [.. statuses.Select(status => Reply.Problem(status, echo)), new Reply(Key + "\r\n\r\n"), Reply.Of(302, "text/html", "", $"Location: /{Key}")];
        List<string> shown = [new RemoteTrailOptions { Key = Key }.ToString()!];
        foreach (Reply reply in replies)
        {
            await using var server = new LittleServer(reply);
            await using RemoteAuditTrail trail = Once(server);
            shown.Add(trail.ToString()!);
            shown.Add((await Assert.ThrowsAnyAsync<Exception>(() => trail.QueryAsync(new AuditEventQuery(), Cancel))).ToString());
            shown.Add((await Assert.ThrowsAnyAsync<Exception>(() => trail.RecordAsync(Some.AuditEvent(), Cancel))).ToString());
        }

        Assert.All(shown, text => Assert.DoesNotContain(Key, text, StringComparison.Ordinal));
        Assert.All(shown, text => Assert.DoesNotContain('\u001b', text));
    }
}
