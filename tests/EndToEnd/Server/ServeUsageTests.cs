using System.Net;
using System.Net.Sockets;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>A server that can't start says why in a sentence, and what to do.</summary>
public sealed class ServeUsageTests : IDisposable
{
    const string Anywhere = "http://127.0.0.1:0";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Theory]
    [InlineData("--urls takes addresses such as http://127.0.0.1:8420; 'foo' is none.", "--urls", "foo")]
    [InlineData("--urls takes addresses such as http://127.0.0.1:8420; 'ftp://127.0.0.1:1' is none.", "--urls", "ftp://127.0.0.1:1")]
    [InlineData("--urls takes addresses such as http://127.0.0.1:8420; 'http://127.0.0.1:99999' is none.", "--urls", "http://127.0.0.1:99999")]
    [InlineData("--urls takes addresses such as http://127.0.0.1:8420; 'http://127.0.0.1:one' is none.", "--urls", "http://127.0.0.1:one")]
    [InlineData("--urls takes addresses such as http://127.0.0.1:8420; 'http://127.0.0.1:1/audit' is none.", "--urls", "http://127.0.0.1:1/audit")]
    [InlineData("--urls takes addresses such as http://127.0.0.1:8420, and names none.", "--urls", "")]
    [InlineData("--metrics-urls takes addresses such as http://127.0.0.1:8420; 'foo' is none.", "--urls", Anywhere, "--metrics-urls", "foo")]
    [InlineData("--metrics-urls takes http alone; 'https://127.0.0.1:0' is none.", "--urls", Anywhere, "--metrics-urls", "https://127.0.0.1:0")]
    [InlineData("MetaLogging:Api:QueriesPerMinute: ", "--urls", Anywhere, "MetaLogging:Api:QueriesPerMinute=0")]
    [InlineData("'MetaLogging:Api:QueriesPerMinute'", "--urls", Anywhere, "MetaLogging:Api:QueriesPerMinute=many")]
    [InlineData("MetaLogging:Api:Jwt:Authority: ", "--urls", Anywhere, "MetaLogging:Api:Jwt:Authority=nonsense")]
    [InlineData("MetaLogging:Api:Jwt:Audience: ", "--urls", Anywhere, "MetaLogging:Api:Jwt:Authority=https://login.example.com")]
    [InlineData("MetaLogging:Journal:SegmentSize: ", "--urls", Anywhere, "MetaLogging:Journal:SegmentSize=5")]
    [InlineData("MetaLogging:ReadTimeBound: ", "--urls", Anywhere, "MetaLogging:ReadTimeBound=1.00:00:00")]
    [InlineData("'nonsense' is no setting", "--urls", Anywhere, "nonsense")]
    public async Task A_wrong_address_or_setting_is_named_with_what_would_be_right(string named, params string[] arguments)
    {
        Command serve = await RefusedAsync(2, arguments);
        Assert.Contains(named, serve.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("should not happen", serve.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls", "{0}")]
    [InlineData("--urls", Anywhere, "--metrics-urls", "{0}")]
    public async Task An_address_that_is_in_use_is_named(params string[] arguments)
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string address = $"http://{other.LocalEndpoint}";
        Command serve = await RefusedAsync(3, [.. arguments.Select(a => a == "{0}" ? address : a)]);
        Assert.Contains(address, serve.Talk, StringComparison.Ordinal);
        Assert.Contains("in use", serve.Talk, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "metalog.sock")));
        Assert.Equal(["metalog.stop", "metalog.start"], await OwnActionsAsync(2));
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        Command serve = await RefusedAsync(3, "--urls", "http://192.0.2.1:8420");
        Assert.Contains("http://192.0.2.1:8420", serve.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("should not happen", serve.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_without_a_certificate_or_with_a_broken_one_names_the_settings()
    {
        // No developer certificate of the person who runs the tests is to be found.
        Dictionary<string, string> nobody = new() { ["HOME"] = _folder.FullName };
        string[] arguments = ["--urls", "https://127.0.0.1:0"];
        Assert.Contains("Kestrel:Certificates:Default:Path", (await RefusedAsync(2, nobody, arguments)).Talk, StringComparison.Ordinal);
        string broken = _folder.Write("broken.pem", "no certificate");
        string setting = $"Kestrel:Certificates:Default:Path={broken}";
        Assert.Contains("certificate", (await RefusedAsync(2, nobody, [.. arguments, setting])).Talk, StringComparison.Ordinal);
        string missing = _folder.PathOf("missing.pem");
        setting = $"Kestrel:Certificates:Default:Path={missing}";
        Assert.Contains(missing, (await RefusedAsync(3, nobody, [.. arguments, setting])).Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_and_a_folder_that_may_not_be_written_are_named()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no bits of mode.");
            return;
        }

        File.WriteAllText(Data, "a file");
        Assert.Contains(Data, (await RefusedAsync(3, "--urls", Anywhere)).Talk, StringComparison.Ordinal);
        File.Delete(Data);
        Directory.CreateDirectory(Data, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Command serve = (await Command.MetaLogWithoutOverrideAsync("serve", "--data", Data, "--urls", Anywhere)).Failed(3);
        Assert.Contains(Data, serve.Talk, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Data));
    }

    [Fact]
    public async Task Keys_that_can_not_be_read_are_named_with_their_file()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "keys.json"), "{");
        Assert.Contains(Path.Combine(Data, "keys.json"), (await RefusedAsync(3, "--urls", Anywhere)).Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listening_wider_than_this_machine_in_plain_text_is_warned_of()
    {
        await using (LiveServer wide = await LiveServer.StartAsync(Data, "--urls", "http://0.0.0.0:0"))
        {
            string warning = await wide.Program.Talk.LineAsync("plain text", wide.Program.Limit);
            Assert.Contains("warn: ", warning, StringComparison.Ordinal);
            Assert.Contains("http://0.0.0.0:", warning, StringComparison.Ordinal);
            using HttpClient client = wide.Client();
            string issues = await client.GetStringAsync(new Uri("/api/v1/config/issues", UriKind.Relative), wide.Program.Limit);
            Assert.Contains("plain text", issues, StringComparison.Ordinal);
            Assert.Equal(0, (await wide.StopAsync()).ExitCode);
        }

        await using LiveServer narrow = await LiveServer.StartAsync(Data);
        Assert.DoesNotContain("plain text", (await narrow.StopAsync()).Talk, StringComparison.Ordinal);
    }

    Task<Command> RefusedAsync(int exitCode, params string[] arguments) => RefusedAsync(exitCode, null, arguments);

    async Task<Command> RefusedAsync(int exitCode, Dictionary<string, string>? variables, string[] arguments)
    {
        await using RunningProgram serve = RunningProgram.Start(["serve", "--data", Data, .. arguments], variables);
        return (await serve.EndAsync()).Failed(exitCode);
    }

    async Task<IEnumerable<string?>> OwnActionsAsync(int newest)
    {
        Command query = await Command.MetaLogAsync(
            "query", "audit-events", "--own", "--action", "metalog.st*", "--limit", $"{newest}", "--format", "ndjson", "--data", Data);
        return JsonLines.Parse(query.Succeeded().Output).Select(item => item.Text("action"));
    }
}
