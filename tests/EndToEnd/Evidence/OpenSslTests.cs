using MetaLogging.EndToEnd.Server;
using Xunit;

namespace MetaLogging.EndToEnd.Evidence;

public sealed class OpenSslTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenSSL_by_itself_verifies_the_signature_of_a_checkpoint_and_refuses_an_altered_one()
    {
        string data = _folder.PathOf("data");
        await using LiveServer server = await LiveServer.StartAsync(data);
        using EvidenceLog log = new(server);
        string served = await log.RecordAsync(10);
        await server.StopAsync();
        string keys = Path.Combine(data, "log.vkey");
        Assert.Equal("Signature Verified Successfully", (await CheckAsync(keys, Path.Combine(data, "checkpoint"))).Succeeded().Output.Trim());
        (await CheckAsync(keys, _folder.Write("served", served))).Succeeded();
        string[] lines = served.Split('\n');
        foreach ((int line, string altered) in ((int, string)[])[(0, lines[0] + "x"), (1, lines[1] + "0"), (2, Altered(lines[2], 5)), (4, Altered(lines[4], lines[4].Length - 9))])
        {
            string[] changed = [.. lines];
            changed[line] = altered;
            string file = _folder.Write("altered", string.Join('\n', changed));
            Assert.Contains("Signature Verification Failure", (await CheckAsync(keys, file)).Failed(1).Output, StringComparison.Ordinal);
        }
    }

    static string Altered(string line, int at) => line[..at] + (line[at] == 'A' ? 'B' : 'A') + line[(at + 1)..];

    static Task<Command> CheckAsync(string keys, string checkpoint) =>
        Command.RunAsync(Repository.PathOf("tests", "EndToEnd", "Evidence", "openssl.sh"), [keys, checkpoint], Path.GetTempPath());
}
