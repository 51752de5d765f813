using System.Diagnostics;
using System.Globalization;
using System.Text;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Events;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Parsing;
using Serilog.Sinks.File;

namespace MetaLogging.Bench.Ingesting;

/// <summary>Serilog's file sink, which writes each event as JSON.</summary>
internal static class SerilogIngest
{
    static readonly MessageTemplate Template = new MessageTemplateParser().Parse("{action} {resource_type}");

    /// <param name="arguments"><c>durable CALLERS</c>; or <c>plain</c> or <c>buffered</c>, one thread without waiting.</param>
    public static async Task<Measured> RunAsync(long events, string folder, string[] arguments)
    {
        string path = Path.Combine(folder, "log.json");
        bool durable = arguments[0] == "durable";
        using Logger log = new LoggerConfiguration()
            .WriteTo.File(
                new JsonFormatter(), path, buffered: arguments[0] == "buffered", fileSizeLimitBytes: null,
                hooks: durable ? new FlushToDevice() : null)
            .CreateLogger();
        if (durable)
        {
            return await Callers.RunAsync(int.Parse(arguments[1], CultureInfo.InvariantCulture), events, n =>
            {
                log.Write(ToLogEvent(GeneratedEvents.Event(n, events)));
                return Task.CompletedTask;
            });
        }

        TimeSpan spent = TimeSpan.Zero;
        foreach (IReadOnlyList<AuditEvent> batch in GeneratedEvents.Batches(0, events, events, 10_000))
        {
            long started = Stopwatch.GetTimestamp();
            foreach (AuditEvent item in batch)
            {
                log.Write(ToLogEvent(item));
            }

            spent += Stopwatch.GetElapsedTime(started);
        }

        long closing = Stopwatch.GetTimestamp();
        await log.DisposeAsync();
        spent += Stopwatch.GetElapsedTime(closing);
        return new()
        {
            [Measured.EventsPerSecond] = events / spent.TotalSeconds,
            ["bytes_per_event"] = new FileInfo(path).Length / (double)events,
        };
    }

    static LogEvent ToLogEvent(AuditEvent e) => new(e.Timestamp!.Value, LogEventLevel.Information, null, Template,
    [
        Property("id", e.Id!.Value.ToString()), Property("source", e.Source), Property("action", e.Action),
        Property("resource_type", e.ResourceType),
        Property("resource_id", e.ResourceId), Property("user_id", e.UserId), Property("user_name", e.UserName),
        Property("ip_address", e.IpAddress),
        Property("user_agent", e.UserAgent), Property("success", e.Success), Property("privacy_impact", e.PrivacyImpact),
        Property("request_id", e.RequestId),
        new("data_categories", new SequenceValue(e.DataCategories.Select(c => new ScalarValue(c)))),
        Property("additional_data", e.AdditionalData!.ToJsonString()),
    ]);

    static LogEventProperty Property(string name, object? value) => new(name, new ScalarValue(value));

    /// <summary>Makes the sink's own flush after each event go through to the device, as an acknowledgement of ours does.</summary>
    sealed class FlushToDevice : FileLifecycleHooks
    {
        public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding) =>
            new BufferedStream(new DeviceStream((FileStream)underlyingStream));
    }

    sealed class DeviceStream(FileStream file) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => throw new NotSupportedException(); }

        public override void Flush() => file.Flush(flushToDisk: true);

        public override void Write(byte[] buffer, int offset, int count) => file.Write(buffer, offset, count);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
