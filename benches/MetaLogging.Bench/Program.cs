using System.Globalization;
using MetaLogging.Bench;
using MetaLogging.Bench.Capturing;
using MetaLogging.Bench.Ingesting;
using MetaLogging.Bench.Integrity;
using MetaLogging.Bench.Mixing;
using MetaLogging.Bench.Projecting;
using MetaLogging.Bench.Querying;
using MetaLogging.Bench.Recovering;
using MetaLogging.Bench.Results;
using MetaLogging.Bench.Servers;

// A measurement in a process of its own: --measure NAME EVENTS FOLDER ARGUMENT…
if (args is ["--measure", var measurement, var number, var where, .. var rest])
{
    Measured measured = await Measurement.RunAsync(measurement, long.Parse(number, CultureInfo.InvariantCulture), where, rest);
    if (Machine.PeakMebibytes() is { } peak)
    {
        measured[Measured.PeakMebibytes] = peak;
    }

    Console.WriteLine(measured.ToJson());
    return 0;
}

if (args is [FloorHost.Argument, var port])
{
    await FloorHost.RunAsync(port);
    return 0;
}

Bench[] benches = [IngestBench.Bench, HttpIngestBench.Bench, MixedBench.Bench, QueryBench.Bench, RecoveryBench.Bench, IntegrityBench.Bench, InfluxDbBench.Bench, CaptureBench.Bench];
List<string> names = [];
long? events = null;
string? results = null;
string? folder = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--events" when i + 1 < args.Length && ReadCount(args[i + 1]) is { } count:
            events = count;
            i++;
            break;
        case "--results" when i + 1 < args.Length:
            results = Path.GetFullPath(args[++i]);
            break;
        case "--folder" when i + 1 < args.Length:
            folder = Path.GetFullPath(args[++i]);
            break;
        case var name when benches.Any(b => b.Name == name):
            names.Add(name);
            break;
        default:
            await Console.Error.WriteLineAsync(
                $"""
                Unknown: {args[i]}
                Usage: ./bench [NAME…] [--events N] [--folder DIR] [--results FILE]
                Names: {string.Join(", ", benches.Select(b => b.Name))}; none means all of them.
                --events   how many events, at least 1000; left out, as many as each bench is made for
                --folder   a folder on the disk to measure; what is written there is removed
                """);
            return 2;
    }
}

folder ??= Path.GetDirectoryName(results) ?? Environment.CurrentDirectory;
BenchRun run = new(events, Path.Combine(folder, $".bench-{Environment.ProcessId}"));
Directory.CreateDirectory(run.Folder);
try
{
    foreach (Bench bench in benches.Where(b => names.Count == 0 || names.Contains(b.Name)))
    {
        await Console.Error.WriteLineAsync(bench.Name);
        string section = $"## {bench.Name}\n\n{Machine.Describe(run.Folder)}\n\n{await bench.MeasureAsync(run)}";
        if (results is null)
        {
            Console.WriteLine(section);
        }
        else
        {
            ResultsFile.Replace(results, bench.Name, section);
        }
    }
}
finally
{
    Directory.Delete(run.Folder, recursive: true);
}

return 0;

static long? ReadCount(string text) =>
    long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count >= 1000 ? count : null;
