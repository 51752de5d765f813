using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MetaLogging.Configuration;
using MetaLogging.Events;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>This program once more, as another process that records and projects until it is killed.</summary>
internal static class KilledWriter
{
    const string Variable = "METALOG_INFLUXDB_TEST_CHILD";

    /// <summary>Whether this process is such a one.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Starts one on a folder and a database, and kills it when it has had so many events acknowledged.</summary>
    public static async Task RunAsync(string folder, InfluxDbOptions options, int acknowledgements)
    {
        string[] command = [Environment.ProcessPath!, .. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(KilledWriter).Assembly.Location] : Array.Empty<string>()];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[Variable] = JsonSerializer.Serialize(new[] { folder, options.Host, options.Database });
        using Process process = Process.Start(start)!;
        try
        {
            int acknowledged = 0;
            while (acknowledged < acknowledgements)
            {
                string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                Assert.NotNull(line);
                acknowledged += int.Parse(line, CultureInfo.InvariantCulture);
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Records until it is killed or the input ends; answers the exit code.</summary>
    public static async Task<int> RunAsync()
    {
        string[] what = JsonSerializer.Deserialize<string[]>(Environment.GetEnvironmentVariable(Variable)!)!;
        MetaLoggingOptions options = new() { DataDirectory = what[0], ApplicationName = "tests" };
        options.Journal.SegmentSize = 256 << 10;
        options.Journal.ReserveSize = 16 << 10;
        options.Journal.Watermark = 0;
        InfluxDbOptions influx = new() { Host = what[1], Database = what[2], BatchSize = 20 };
        await using AuditTrail trail = new(options, [Opening.New(influx)]);
        await trail.StartAsync();
        Task ended = Task.Run(Console.In.ReadToEnd);   // which never returns before, whatever it is called
        for (int number = 0; !ended.IsCompleted; number++)
        {
            TrailEvent[] batch = [.. Enumerable.Range(0, 1 + (number % 20)).Select(i => new AuditEvent
            {
                Action = "order.ship",
                ResourceType = "order",
                ResourceId = string.Create(CultureInfo.InvariantCulture, $"{number}-{i}"),
            })];
            await trail.RecordAsync(batch);
            Console.WriteLine(batch.Length);
        }

        return 0;
    }
}
