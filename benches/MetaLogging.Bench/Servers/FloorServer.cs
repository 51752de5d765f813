using System.Diagnostics;
using System.Globalization;
using MetaLogging.Bench.Http;

namespace MetaLogging.Bench.Servers;

/// <summary>The floor: <see cref="FloorHost"/>, with the runtime's settings of the program metalog where that is built.</summary>
internal sealed class FloorServer(ServerProcess process, int port) : JsonServer(process, port, new string('k', 48))
{
    public override bool KeepsEvents => false;

    public static async Task<FloorServer> StartAsync()
    {
        int port = ServerProcess.FreePort();
        string settings = Path.Combine(OurServer.ProgramFolder, "metalog.runtimeconfig.json");
        ProcessStartInfo start = new("dotnet", ["exec"]);
        if (File.Exists(settings))
        {
            start.ArgumentList.Add("--runtimeconfig");
            start.ArgumentList.Add(settings);
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MetaLogging.Bench.dll"));
        start.ArgumentList.Add(FloorHost.Argument);
        start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
        ServerProcess process = ServerProcess.Start(start);
        await process.WaitUntilReadyAsync(port, "/");
        return new FloorServer(process, port);
    }

    protected override Task<long> CountAsync(HttpConnection connection) => throw new NotSupportedException("The floor keeps nothing.");
}
