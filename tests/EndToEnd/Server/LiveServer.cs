using System.Net.Http.Headers;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>A real process of <c>metalog serve</c> on a free port of loopback. When the test has ended no key may stand in its log, nor anywhere in its folder.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    static readonly string[] Anywhere = ["--urls", "http://127.0.0.1:0"];

    LiveServer(string data, RunningProgram program)
    {
        Data = data;
        Program = program;
    }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    /// <summary>The process.</summary>
    public RunningProgram Program { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The first key, which may do everything.</summary>
    public string Key => File.ReadAllText(Path.Combine(Data, "bootstrap-key"));

    /// <summary>The socket in its folder.</summary>
    public string Socket => Path.Combine(Data, "metalog.sock");

    /// <summary>What it said so far.</summary>
    public string Log => Program.Talk.Text;

    /// <summary>Starts a server, and answers when it listens.</summary>
    public static Task<LiveServer> StartAsync(string data, params IReadOnlyList<string> arguments) => StartAsync(data, null, arguments);

    /// <summary>Starts a server with variables in its environment, and answers when it listens.</summary>
    public static async Task<LiveServer> StartAsync(string data, IReadOnlyDictionary<string, string>? variables, IReadOnlyList<string> arguments)
    {
        LiveServer server = Begin(data, variables, arguments);
        try
        {
            await server.ListensAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server, and does not wait for it.</summary>
    public static LiveServer Begin(string data, IReadOnlyDictionary<string, string>? variables, IReadOnlyList<string> arguments) => new(
        data, RunningProgram.Start(["serve", "--data", data, .. arguments.Contains("--urls") ? [] : Anywhere, .. arguments], variables));

    /// <summary>Waits until it listens.</summary>
    public async Task ListensAsync()
    {
        string line = await Program.Talk.LineAsync("Listening on ", Program.Limit);
        Address = new Uri(line.Split("Listening on ")[1].Split(',')[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        await Program.Talk.LineAsync("The first key is in ", Program.Limit);
    }

    /// <summary>A client with one connection, and a key: the first one, unless another is given.</summary>
    public HttpClient Client(string? key = null)
    {
        HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Key);
        return client;
    }

    /// <summary>Tells it to stop, and answers how it ended.</summary>
    public async Task<Command> StopAsync()
    {
        await Program.SignalAsync("TERM");
        return await Program.EndAsync();
    }

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        Program.Kill();
        await Program.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        if (Directory.Exists(Data))
        {
            string[] passed = ["bootstrap-key", "metalog.sock", "LOCK"];
            foreach (string file in Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Where(file => !passed.Contains(Path.GetFileName(file))))
            {
                Assert.False(HoldsKey(file), $"A key stands in {file}.");
            }
        }
    }

    static bool HoldsKey(string file)
    {
        const int IdLength = 16;
        ReadOnlySpan<byte> left = File.ReadAllBytes(file);
        for (int at; (at = left.IndexOf("mlk_"u8)) >= 0;)
        {
            left = left[(at + 4)..];
            if (left.Length > IdLength && left[IdLength] == (byte)'_')
            {
                return true;
            }
        }

        return false;
    }
}
