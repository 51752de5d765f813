using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>The socket through which commands reach a folder, and the lock of the folder behind it.</summary>
public sealed partial class SocketTests : IDisposable
{
    const string Line = """{"kind":"audit_event","action":"read","resource_type":"user"}""" + "\n";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Fact]
    public async Task A_folder_whose_path_is_longer_than_a_socket_may_be_is_reached_all_the_same()
    {
        string name = new('n', 90);
        string data = Path.Combine(_folder.FullName, name, "ä" + name);
        Assert.True(Encoding.UTF8.GetByteCount(data) >= 200);
        await using LiveServer server = await LiveServer.StartAsync(data);
        (await ImportAsync(data)).Succeeded();
        Command query = (await Command.MetaLogAsync("query", "audit-events", "--format", "ndjson", "--data", data)).Succeeded();
        Assert.Single(JsonLines.Parse(query.Output));
        Command serve = await server.StopAsync();
        Assert.Equal(0, serve.ExitCode);
        Assert.DoesNotContain("warn: ", serve.Talk, StringComparison.Ordinal);
        Assert.False(File.Exists(server.Socket));
    }

    [Fact]
    public async Task The_socket_is_its_owners_alone_from_its_first_moment()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no bits of mode.");
            return;
        }

        string trace = _folder.PathOf("trace");
        // A folder that everybody may look into, and nothing taken away from what is made.
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, (UnixFileMode)0b111_111_111);
        string serve = $"umask 000; exec strace -f -qq -s 300 -o '{trace}' -e trace=mkdir,mkdirat,chmod,fchmodat,?fchmodat2,bind,rename,renameat,renameat2 "
            + $"'{Repository.Program}' serve --data '{Data}' --urls http://127.0.0.1:0";
        await using RunningProgram traced = RunningProgram.StartShell(serve);
        await traced.Talk.LineAsync("The first key is in ", traced.Limit);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "metalog.sock")));
        string[] calls = [.. File.ReadLines(trace).Where(call => call.Contains("metalog.sock", StringComparison.Ordinal) && call.Contains("= 0", StringComparison.Ordinal))];
        int closed = Array.FindIndex(calls, call => ClosedRoom().IsMatch(call));
        int bound = Array.FindIndex(calls, call => call.Contains("bind(", StringComparison.Ordinal));
        int owned = Array.FindIndex(calls, call => OwnersSocket().IsMatch(call));
        int shown = Array.FindIndex(calls, call => call.Contains("rename", StringComparison.Ordinal));
        Assert.True(closed >= 0 && closed < bound && bound < owned && owned < shown, string.Join('\n', calls));
        Assert.Contains("metalog.sock.new/", calls[bound], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_server_left_of_its_socket_disturbs_neither_commands_nor_the_next_server()
    {
        await using (LiveServer killed = await LiveServer.StartAsync(Data))
        {
            await killed.KillAsync();
        }

        string socket = Path.Combine(Data, "metalog.sock");
        Assert.True(File.Exists(socket));
        (await ImportAsync(Data)).Succeeded();
        await using LiveServer next = await LiveServer.StartAsync(Data);
        Command query = (await Command.MetaLogAsync("query", "audit-events", "--format", "ndjson", "--data", Data)).Succeeded();
        Assert.Single(JsonLines.Parse(query.Output));
        Assert.Equal(0, (await next.StopAsync()).ExitCode);
        Assert.False(File.Exists(socket));
    }

    [Fact]
    public async Task Rebuilding_beside_a_server_is_refused_with_the_name_of_its_process()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        AssertNames(server, (await Command.MetaLogAsync("rebuild", "--data", Data, "--wait", "0")).Failed(3));
    }

    [Fact]
    public async Task A_process_that_serves_no_socket_is_named_by_every_command()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data, "MetaLogging:Api:Socket=false");
        Assert.False(File.Exists(server.Socket));
        string events = _folder.Write("events.ndjson", Line);
        string[][] commands = [["summary"], ["query", "audit-events"], ["keys", "list"], ["doctor"], ["import", events, "--format", "ndjson"]];
        foreach (string[] command in commands)
        {
            AssertNames(server, (await Command.MetaLogAsync([.. command, "--data", Data, "--wait", "0"])).Failed(3));
        }
    }

    [Fact]
    public async Task A_second_server_on_the_folder_fails_after_its_wait_and_names_the_first()
    {
        await using LiveServer first = await LiveServer.StartAsync(Data);
        await using LiveServer second = LiveServer.Begin(Data, null, ["--wait", "0.5"]);
        Command serve = (await second.Program.EndAsync()).Failed(3);
        AssertNames(first, serve);
        Assert.DoesNotContain("Listening", serve.Talk, StringComparison.Ordinal);
        Assert.True(File.Exists(first.Socket));
        (await Command.MetaLogAsync("summary", "--data", Data)).Succeeded();
    }

    [Fact]
    public async Task A_second_server_takes_over_when_the_first_ends_within_its_wait()
    {
        await using LiveServer first = await LiveServer.StartAsync(Data);
        await using LiveServer second = LiveServer.Begin(Data, null, ["--wait", "100"]);
        string waits = await second.Program.Talk.LineAsync("Waiting for", second.Program.Limit);
        Assert.Contains(first.Program.Id, waits, StringComparison.Ordinal);
        Assert.Equal(0, (await first.StopAsync()).ExitCode);
        await second.ListensAsync();
        Assert.True(File.Exists(second.Socket));
        (await ImportAsync(Data)).Succeeded();
        Assert.Equal(0, (await second.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_server_that_waits_for_the_folder_stops_when_it_is_told_to()
    {
        await using LiveServer first = await LiveServer.StartAsync(Data);
        await using LiveServer second = LiveServer.Begin(Data, null, ["--wait", "100"]);
        await second.Program.Talk.LineAsync("Waiting for", second.Program.Limit);
        Assert.DoesNotContain("   at ", (await second.StopAsync()).Talk, StringComparison.Ordinal);
        (await Command.MetaLogAsync("summary", "--data", Data)).Succeeded();
    }

    static void AssertNames(LiveServer server, Command command)
    {
        string said = command.Output + command.Talk;
        Assert.Contains($"process {server.Program.Id} (metalog)", said, StringComparison.Ordinal);
        Assert.DoesNotContain("should not happen", said, StringComparison.Ordinal);
    }

    Task<Command> ImportAsync(string data) =>
        Command.MetaLogAsync("import", _folder.Write("events.ndjson", Line), "--format", "ndjson", "--data", data);

    [GeneratedRegex("""(chmod|mkdir)\w*\(.*metalog\.sock\.new", 0?700""")]
    private static partial Regex ClosedRoom();

    [GeneratedRegex("""chmod\w*\(.*metalog\.sock\.new/metalog\.sock", 0600""")]
    private static partial Regex OwnersSocket();
}
