// The extension in a program without a container: everything is made with new.
using MetaLogging;
using MetaLogging.Configuration;
using MetaLogging.Context;
using MetaLogging.Embedded;
using MetaLogging.Extensions;
using MetaLogging.Hooks;

string data = args.Length > 0 ? args[0] : "data";
MetaLoggingOptions options = new() { DataDirectory = data, ApplicationName = "console-sample" };
await using EmbeddedStore store = new(Path.Combine(data, "store"), new EmbeddedStoreOptions(), TimeProvider.System);
await using AuditTrail trail = new(options, [store]);
HookSet hooks = new();
using MetaLoggingExtension logging = new(trail, options) { Hooks = hooks };
await using ExtensionHost host = new([new DatabaseExtension(), logging]);
await host.StartAsync();

// Whatever is recorded in here says who did it.
using (trail.Context.Begin(new AuditScope { UserId = "user123", UserName = "Ann", IpAddress = "192.168.1.1" }))
{
    // By a call …
    LogResult result = await logging.LogAuditEventAsync(userId: null, action: "update_profile", resourceType: "user", resourceId: "user456", privacyImpact: true, dataCategories: ["contact_info"]);
    Console.WriteLine($"{result.Message} {result.Origin} {result.Sequence}");

    // … and by itself, because the operation is run by name.
    using Operations operations = new(hooks, trail.Context);
    await operations.RunAsync("team.member.add", _ => Task.CompletedTask);
}

await logging.LogFailedLoginAsync("user@example.com", "192.168.1.1", "Mozilla/5.0", "invalid_password", attemptCount: 3);
await logging.LogSystemEventAsync("ERROR", "authentication", "Failed to validate JWT token");
foreach (Ability ability in host.Abilities)
{
    Console.WriteLine($"{ability.Name}: {ability.MissingBecause ?? "is there"}");
}

var summary = await logging.GetAuditSummaryAsync(hours: 24);
Console.WriteLine($"{summary.Status}: {summary.Counts?.AuditEvents} audit events, {summary.Counts?.FailedLogins} failed logins");
