using System.Net;
using System.Net.Sockets;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>A server that can't start says why in a sentence, and what to do.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("--urls: 'nonsense' is no address to listen on; one looks like http://127.0.0.1:8420.", "--urls", "nonsense")]
    [InlineData("--urls: 'ftp://127.0.0.1' is no address to listen on; one looks like http://127.0.0.1:8420.", "--urls", "http://127.0.0.1:0;ftp://127.0.0.1")]
    [InlineData("--metrics-urls: '9420' is no address to listen on; one looks like http://127.0.0.1:8420.", "--metrics-urls", "9420")]
    [InlineData("'MetaLogging.Debug=true' is no setting; a setting is written as MetaLogging:Debug=true.", "MetaLogging.Debug=true")]
    [InlineData("MetaLogging:Api:QueriesPerMinute: ", "MetaLogging:Api:QueriesPerMinute=0")]
    [InlineData("Failed to convert configuration value 'maybe' at 'MetaLogging:Debug'", "MetaLogging:Debug=maybe")]
    [InlineData("MetaLogging:Api:Jwt:Audience: It is missing", "MetaLogging:Api:Jwt:Authority=https://login.example")]
    [InlineData("Could not find a part of the path", "--urls", "https://127.0.0.1:0", "Kestrel:Certificates:Default:Path=/nowhere/cert.pem")]
    public async Task A_wrong_setting_is_named(string expected, params string[] arguments)
    {
        using TemporaryFolder folder = new();
        Command start = await Command.MetaLogAsync(["serve", "--data", folder.PathOf("data"), .. arguments]);
        Assert.True(start.ExitCode is 2 or 3, start.Talk);
        string last = start.Talk.TrimEnd().Split('\n')[^1];
        Assert.Contains(expected, last, StringComparison.Ordinal);
        AssertIsCalm(start);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_what_to_do()
    {
        using TemporaryFolder folder = new();
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        Command start = (await Command.MetaLogAsync("serve", "--data", folder.PathOf("data"), "--urls", $"http://127.0.0.1:{port}")).Failed(3);
        Assert.Contains($"Failed to bind to address http://127.0.0.1:{port}", start.Talk, StringComparison.Ordinal);
        Assert.Contains("--urls", start.Talk, StringComparison.Ordinal);
        AssertIsCalm(start);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused_with_what_to_do()
    {
        using TemporaryFolder folder = new();
        Command start = (await Command.MetaLogAsync("serve", "--data", folder.PathOf("data"), "--urls", "http://192.0.2.1:8420")).Failed(3);
        Assert.Contains("Choose an address of this machine", start.Talk, StringComparison.Ordinal);
        AssertIsCalm(start);
    }

    [Fact]
    public async Task Settings_that_are_no_JSON_are_named_with_their_file()
    {
        using TemporaryFolder folder = new();
        folder.Write("appsettings.json", """{ "MetaLogging": { """);
        Command start = (await Command.RunAsync(Repository.PathOf("run"), ["serve", "--data", folder.PathOf("data")], folder.FullName)).Failed(2);
        Assert.Contains(folder.PathOf("appsettings.json"), start.Talk, StringComparison.Ordinal);
        AssertIsCalm(start);
    }

    static void AssertIsCalm(Command start)
    {
        Assert.DoesNotContain("   at ", start.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("should not happen", start.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("fail: Microsoft", start.Talk, StringComparison.Ordinal);
    }
}
