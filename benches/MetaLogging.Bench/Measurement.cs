using MetaLogging.Bench.Capturing;
using MetaLogging.Bench.Ingesting;
using MetaLogging.Bench.Integrity;
using MetaLogging.Bench.Mixing;
using MetaLogging.Bench.Projecting;
using MetaLogging.Bench.Querying;
using MetaLogging.Bench.Recovering;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench;

/// <summary>The measurements by name.</summary>
internal static class Measurement
{
    /// <summary>How the names of those begin that load a server, and leave it as much of the machine as they can.</summary>
    public const string OfClient = "http/";

    public static Task<Measured> RunAsync(string name, long events, string folder, string[] arguments) => name switch
    {
        "ingest/floor" => FloorIngest.RunAsync(events, folder, arguments),
        "ingest/ours/callers" => OurIngest.CallersAsync(events, folder, arguments),
        "ingest/ours/burst" => OurIngest.BurstAsync(events, folder),
        "ingest/ours/sustained" => OurIngest.SustainedAsync(events, folder),
        "ingest/stages" => IngestStages.RunAsync(events, folder),
        "ingest/serilog" => SerilogIngest.RunAsync(events, folder, arguments),
        "ingest/sqlite" => SqliteIngest.RunAsync(events, folder, arguments),
        "http/singles" => HttpIngest.SinglesAsync(events, folder, arguments),
        "http/batches" => HttpIngest.BatchesAsync(events, folder, arguments),
        "http/profile" => HttpIngest.ProfileAsync(events, folder, arguments),
        "http/mixed" => MixedLoad.RunAsync(events, folder),
        "query/fill" => OurQueries.FillAsync(events, folder),
        "query/ours" => OurQueries.RunAsync(events, folder),
        "query/sqlite" => SqliteQueries.RunAsync(events, folder),
        "query/postgresql" => PostgresQueries.RunAsync(events, folder),
        "recovery/write-until-killed" => OurRecovery.WriteAsync(events, folder),
        "recovery/start" => OurRecovery.StartAsync(folder),
        "recovery/rebuild" => OurRecovery.RebuildAsync(folder),
        "recovery/floor" => OurRecovery.ReadFilesAsync(folder),
        "integrity/ingest" => OurIntegrity.IngestAsync(events, folder, arguments),
        "integrity/fill" => OurIntegrity.FillAsync(events, folder),
        "integrity/start" => OurIntegrity.StartAsync(folder),
        "integrity/verify" => OurIntegrity.VerifyAsync(folder),
        "integrity/hash" => Task.FromResult(OurIntegrity.Hash(folder)),
        "integrity/prove" => Task.FromResult(OurIntegrity.Prove(folder)),
        "integrity/sign" => OurIntegrity.SignAsync(folder),
        "influxdb/project" => OurProjection.CatchUpAsync(folder, arguments),
        "influxdb/loop" => BareLoop.RunAsync(folder, arguments),
        "influxdb/steady" => OurProjection.SteadyAsync(events, folder, arguments),
        "influxdb/queries" => OurProjection.AskAsync(events, folder, arguments),
        "capture/requests" => OurCapture.RequestsAsync(events, folder, arguments),
        "capture/rows" => OurCapture.RowsAsync(events, folder, arguments),
        "capture/hooks" => Task.FromResult(OurCapture.Hooks()),
        "capture/logger" => OurCapture.LoggerAsync(folder),
        _ => throw new ArgumentException($"There is no measurement {name}."),
    };
}
