using System.Globalization;
using MetaLogging;
using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Events;
using MetaLogging.Forwarding;

// CrashingWriter DIR SEED [SERVER KEY]: records in a folder, or through it at a server, until it is killed. Writes a line `?id` for every event that it begins, and `!id` for
// every one that was acknowledged, flushed.
// Ids on standard input were sent by a process before this one and are sent again first, as a client does that got no answer.
string directory = args[0];
int seed = int.Parse(args[1], CultureInfo.InvariantCulture);
var options = new MetaLoggingOptions { DataDirectory = directory, ApplicationName = "crashing-writer" };
options.Journal.SegmentSize = 256 << 10;   // small, so that kills meet sealing, too
options.Journal.ReserveSize = 16 << 10;
options.Journal.Watermark = 0;
IAuditTrail trail = args.Length > 2 ? await ForwardAsync(args[2], args[3]) : await OpenAsync();   // never closed: that is the point
Stream answers = Console.OpenStandardOutput();
var writing = new Lock();

while (Console.ReadLine() is { Length: > 0 } id)
{
    Acknowledge([(await trail.RecordAsync(Event(Guid.Parse(id)))).Id]);
}

await Task.WhenAll(Enumerable.Range(0, 4).Select(task => WriteAsync(new Random(HashCode.Combine(seed, task)))));

async Task<IAuditTrail> OpenAsync()
{
    AuditTrail trail = new(options, [new EmbeddedStore(Path.Combine(directory, "store"), new EmbeddedStoreOptions(), TimeProvider.System)]);
    await trail.StartAsync();
    return trail;
}

async Task<IAuditTrail> ForwardAsync(string server, string key)
{
    (options.Server, options.ServerKey) = (server, key);
    ForwardingAuditTrail trail = new(options);
    await trail.StartAsync();
    return trail;
}

async Task WriteAsync(Random random)
{
    while (true)
    {
        if (random.Next(3) == 0)
        {
            TrailEvent[] batch = [.. Enumerable.Range(0, random.Next(2, 60)).Select(_ => Event(NewId(random)))];
            Announce(batch.Select(item => item.Id!.Value));
            await trail.RecordAsync(batch);
            Acknowledge(batch.Select(item => item.Id!.Value));
        }
        else
        {
            AuditEvent item = Event(NewId(random));
            Announce([item.Id!.Value]);
            await trail.RecordAsync(item);
            Acknowledge([item.Id!.Value]);
        }
    }
}

static Guid NewId(Random random)
{
    byte[] bytes = new byte[16];
    random.NextBytes(bytes);
    return new Guid(bytes);
}

// The content follows from the id, so that whoever checks can tell what it must be.
static AuditEvent Event(Guid id) => new()
{
    Id = id,
    Action = "order.ship",
    ResourceType = "order",
    ResourceId = id.ToString("N")[..8],
    UserId = $"user-{id.GetHashCode() & 15}",
    AdditionalData = new() { ["text"] = string.Concat(Enumerable.Repeat(id.ToString(), 1 + (id.ToByteArray()[0] & 7))) },
};

void Announce(IEnumerable<Guid> ids) => Say('?', ids);

void Acknowledge(IEnumerable<Guid> ids) => Say('!', ids);

void Say(char what, IEnumerable<Guid> ids)
{
    byte[] line = [.. ids.SelectMany(id => System.Text.Encoding.ASCII.GetBytes($"{what}{id}\n"))];
    lock (writing)
    {
        answers.Write(line);
        answers.Flush();
    }
}
