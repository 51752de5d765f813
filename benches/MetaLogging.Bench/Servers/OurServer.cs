using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MetaLogging.Bench.Http;

namespace MetaLogging.Bench.Servers;

/// <summary>The program metalog as <c>./run</c> builds it, with its embedded store and default settings.</summary>
internal sealed class OurServer(ServerProcess process, int port, string key) : JsonServer(process, port, key)
{
    /// <summary>The folder of the built program.</summary>
    public static string ProgramFolder { get; } = Path.Combine(Root(), "artifacts", "metalog");

    /// <param name="folder">Its data folder.</param>
    /// <param name="environment">Further settings.</param>
    public static async Task<OurServer> StartAsync(string folder, params (string Name, string Value)[] environment)
    {
        int port = ServerProcess.FreePort();
        string program = Path.Combine(ProgramFolder, "metalog.dll");
        ProcessStartInfo start = new("dotnet", [program, "serve", "--data", folder, "--urls", $"http://127.0.0.1:{port}"]);
        // A bench asks more often than a person does.
        start.Environment["MetaLogging__Api__QueriesPerMinute"] = "1000000";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        ServerProcess process = ServerProcess.Start(start);
        await process.WaitUntilReadyAsync(port, "/readyz");
        return new OurServer(process, port, (await File.ReadAllTextAsync(Path.Combine(folder, "bootstrap-key"))).Trim());
    }

    protected override async Task<long> CountAsync(HttpConnection connection)
    {
        int status = await connection.SendAsync(Get("/api/v1/audit-events?limit=1&include_total=true"));
        if (status != 200)
        {
            throw new InvalidOperationException($"The count was answered {status}: {Encoding.UTF8.GetString(connection.Body)}");
        }

        Utf8JsonReader reader = new(connection.Body);
        using JsonDocument answer = JsonDocument.ParseValue(ref reader);
        return answer.RootElement.GetProperty("total").GetInt64();
    }

    static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "MetaLogging.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("The bench runs where it was built, in the repository.");
    }
}
