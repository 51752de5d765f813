using System.Globalization;
using MetaLogging.Bench.Results;
using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.InfluxDb;
using MetaLogging.Stores;

namespace MetaLogging.Bench.Data;

/// <summary>Our audit trail, as it comes: with the embedded store and default settings.</summary>
internal static class OurTrail
{
    public const string StoreName = "embedded";
    public const string InfluxName = "influxdb";

    /// <param name="folder">The data folder.</param>
    /// <param name="clock">The clock; null: one that goes on from the newest generated event.</param>
    public static Task<AuditTrail> OpenAsync(string folder, TimeProvider? clock = null)
    {
        clock ??= new GeneratedClock();
        return OpenAsync(folder, clock, new EmbeddedStore(Path.Combine(folder, "store"), new EmbeddedStoreOptions(), clock));
    }

    /// <summary>The same with InfluxDB alone.</summary>
    public static Task<AuditTrail> OpenInfluxAsync(string folder, TimeProvider clock, string port) =>
        OpenAsync(folder, clock, new InfluxDbStore(InfluxOptions(port), clock));

    public static InfluxDbOptions InfluxOptions(string port) => new() { Host = "127.0.0.1", Port = int.Parse(port, CultureInfo.InvariantCulture), Database = "bench" };

    static async Task<AuditTrail> OpenAsync(string folder, TimeProvider clock, IEventStore store)
    {
        MetaLoggingOptions options = new() { DataDirectory = folder, ApplicationName = "bench" };
        AuditTrail trail = new(options, [store], clock);
        await trail.StartAsync();
        return trail;
    }

    /// <summary>How many bytes an event takes in the sealed journal, in the store, and in the index of ids.</summary>
    public static void AddBytes(Measured measured, string folder)
    {
        string journal = Path.Combine(folder, "journal");
        // The open segment's name is its first sequence: so many events lie in sealed ones.
        string? open = Directory.EnumerateFiles(journal, "*.open").Max(StringComparer.Ordinal);
        double sealedEvents = open is null ? 0 : long.Parse(Path.GetFileNameWithoutExtension(open), CultureInfo.InvariantCulture);
        if (sealedEvents == 0)
        {
            return;
        }

        measured["facts_bytes"] = Size(journal, "*.facts") / sealedEvents;
        measured["details_bytes"] = Size(journal, "*.details") / sealedEvents;
        measured["journal_bytes"] = measured["facts_bytes"] + measured["details_bytes"];
        measured["ids_bytes"] = Size(Path.Combine(folder, "ids"), "*") / sealedEvents;
        measured["store_bytes"] = Size(Path.Combine(folder, "store"), "*") / sealedEvents;
    }

    public static double Size(string folder, string pattern) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Sum(f => (double)new FileInfo(f).Length)
            : 0;
}
