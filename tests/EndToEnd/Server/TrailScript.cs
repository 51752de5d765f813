using System.Globalization;
using System.Text.Json;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Validation;

namespace MetaLogging.EndToEnd.Server;

/// <summary>
/// A use of every method of <see cref="IAuditTrail"/>, right and wrong, as lines that say what came of it, so that two trails can be compared: without what
/// differs from one to the next.
/// </summary>
internal sealed class TrailScript(IAuditTrail trail, CancellationToken cancellationToken)
{
    const string Old = "old";

    static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly Guid First = new("0198a0b0-c0d0-7e0f-8000-000000000001");

    readonly List<string> _lines = [];

    /// <summary>Runs it on an empty trail.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await RecordSinglesAsync();
        await RecordBatchesAsync();
        await AskAsync();
        await FindAsync();
        await CountAsync();
        return _lines;
    }

    async Task RecordSinglesAsync()
    {
        AuditEvent first = Audit(1) with { Id = First, TenantId = "north" };
        await TellAsync("one", () => trail.RecordAsync(first, cancellationToken));
        await TellAsync("the same again", () => trail.RecordAsync(first, cancellationToken));
        await TellAsync("the same id with other content", () => trail.RecordAsync(first with { Action = "other", UserId = "x" }, cancellationToken));
        await TellAsync("the same id of another tenant", () => trail.RecordAsync(first with { TenantId = "south" }, cancellationToken));
        await TellAsync("a failed login", () => trail.RecordAsync(Login(2), cancellationToken));
        await TellAsync("a system event", () => trail.RecordAsync(Line(3), cancellationToken));
        await TellAsync("several wrong fields", () => trail.RecordAsync(Audit(4) with { Action = "a b", IpAddress = "300.1.1.1" }, cancellationToken));
        await TellAsync("an own action", () => trail.RecordAsync(Audit(5) with { Action = "metalog.start" }, cancellationToken));
        await TellAsync("a lone surrogate", () => trail.RecordAsync(Line(6) with { Message = "\ud800" }, cancellationToken));
        await TellAsync("no number", () => trail.RecordAsync(Login(7) with { RiskScore = double.NaN }, cancellationToken));
        await TellAsync("too long", () => trail.RecordAsync(Line(8) with { Message = new string('m', 70_000) }, cancellationToken));
        await TellAsync("too old", () => trail.RecordAsync(Line(9) with { Timestamp = DateTimeOffset.UnixEpoch.AddDays(-1) }, cancellationToken));
    }

    async Task RecordBatchesAsync()
    {
        TrailEvent[] mixed = [.. Enumerable.Range(10, 30).Select<int, TrailEvent>(i => (i % 3) switch { 0 => Audit(i), 1 => Login(i), _ => Line(i) })];
        TrailEvent[] withWrong = [Audit(50) with { ResourceType = "" }, Audit(51), Login(52) with { IpAddress = "nonsense" }, Line(53)];
        TrailEvent[] withConflict = [Audit(54), Audit(1) with { Id = First, TenantId = "north", Action = "other" }];
        TrailEvent[] withTwice = [Audit(55), Audit(55)];
        await TellAsync("a batch", () => trail.RecordAsync(mixed, null, cancellationToken));
        await TellAsync("the batch again", () => trail.RecordAsync(mixed, null, cancellationToken));
        await TellAsync("no event", () => trail.RecordAsync([], null, cancellationToken));
        await TellAsync("a batch with wrong ones", () => trail.RecordAsync(withWrong, null, cancellationToken));
        await TellAsync("a batch without wrong ones", () => trail.RecordAsync(withWrong, new BatchOptions { SkipInvalid = true }, cancellationToken));
        await TellAsync("a batch with a conflict", () => trail.RecordAsync(withConflict, null, cancellationToken));
        await TellAsync("a conflict is a duplicate", () => trail.RecordAsync(withConflict, new BatchOptions { ConflictIsDuplicate = true }, cancellationToken));
        await TellAsync("a batch with one twice", () => trail.RecordAsync(withTwice, null, cancellationToken));
        await TellAsync("a null among them", () => trail.RecordAsync([Audit(56), null!], null, cancellationToken));
    }

    async Task AskAsync()
    {
        AuditEventQuery all = new() { Limit = 5, IncludeTotal = true };
        await TellAsync("audit events", () => trail.QueryAsync(all, cancellationToken));
        Page<AuditEvent> page = await trail.QueryAsync(all, cancellationToken);
        await TellAsync("the next page", () => trail.QueryAsync(all with { Cursor = page.NextCursor }, cancellationToken));
        await TellAsync("oldest first", () => trail.QueryAsync(new AuditEventQuery { Order = QueryOrder.OldestFirst, TenantId = ["north", "south"] }, cancellationToken));
        AuditEventQuery filters = new()
        {
            UserId = ["clerk-0", "clerk-1"],
            Action = ["user.*"],
            ResourceType = ["user"],
            Success = true,
            PrivacyImpact = true,
            DataCategory = ["contact"],
            StartTime = Start,
            EndTime = Start.AddMinutes(31),
            Text = ["ünïcode & \\\"more"],
            Source = [Old],
        };
        await TellAsync("by filters", () => trail.QueryAsync(filters, cancellationToken));
        await TellAsync("failed logins", () => trail.QueryAsync(new FailedLoginQuery { Username = ["user 7+1"], MinRiskScore = 0.25, IsBlocked = false }, cancellationToken));
        await TellAsync("failed logins by address", () => trail.QueryAsync(new FailedLoginQuery { IpAddress = ["192.0.2.1"], Country = ["DE"], Limit = 3 }, cancellationToken));
        await TellAsync("system events", () => trail.QueryAsync(new SystemEventQuery { Level = EventLevel.Warning, Component = ["back*"] }, cancellationToken));
        await TellAsync("limit 0", () => trail.QueryAsync(new AuditEventQuery { Limit = 0 }, cancellationToken));
        await TellAsync("the cursor of another question", () => trail.QueryAsync(new FailedLoginQuery { Cursor = page.NextCursor }, cancellationToken));
        await TellAsync("the end before the start", () => trail.QueryAsync(new SystemEventQuery { StartTime = Start, EndTime = Start.AddDays(-1) }, cancellationToken));
        await TellAsync("no address", () => trail.QueryAsync(new AuditEventQuery { IpAddress = ["nonsense"] }, cancellationToken));
        await TellAsync("no country", () => trail.QueryAsync(new FailedLoginQuery { Country = ["Germany"] }, cancellationToken));
    }

    async Task FindAsync()
    {
        await TellAsync("by id, of two tenants", () => trail.FindAsync(First, null, cancellationToken));
        await TellAsync("by id, of one", () => trail.FindAsync(First, "south", cancellationToken));
        await TellAsync("by id, of none", () => trail.FindAsync(First, "west", cancellationToken));
        await TellAsync("no such id", () => trail.FindAsync(new Guid("0198a0b0-c0d0-7e0f-8000-0000000000ff"), null, cancellationToken));
        await TellAsync("a failed login by id", () => trail.FindAsync(Login(2).Id!.Value, null, cancellationToken));
    }

    async Task CountAsync()
    {
        TimeRange range = new(Start, Start.AddDays(2));
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        await TellAsync("report", async () => await trail.ReportPrivacyAsync(new ReportScope { Range = range }, cancellationToken) with { OwnEvents = 0 });
        await TellAsync(
            "report of a tenant and zone",
            async () => await trail.ReportPrivacyAsync(new ReportScope { Range = range, TenantId = "north", TimeZone = berlin }, cancellationToken) with { OwnEvents = 0 });
        await TellAsync("report of nothing", () => trail.ReportPrivacyAsync(new ReportScope { Range = new(Start.AddYears(-9), Start.AddYears(-8)) }, cancellationToken));
        await TellAsync("summary", () => SummarizeAsync(24 * 3650, null));
        await TellAsync("summary of a tenant", () => SummarizeAsync(24 * 3650, "south"));
        await TellAsync("summary of part of an hour", () => SummarizeAsync(0.25, null));
        await TellAsync("summary of no hours", () => SummarizeAsync(0, null));
    }

    async Task<AuditSummary> SummarizeAsync(double hours, string? tenant)
    {
        AuditSummary summary = await trail.SummarizeAsync(hours, tenant, cancellationToken);
        return summary with { Counts = summary.Counts is { } counts ? counts with { OwnEvents = 0 } : null };
    }

    async Task TellAsync<T>(string what, Func<Task<T>> act)
    {
        string outcome;
        try
        {
            outcome = Show(await act());
        }
        catch (Exception e) when (e is InvalidEventException or EventConflictException or InvalidQueryException or StoreException or ArgumentException)
        {
            string problems = e is InvalidEventException invalid ? string.Join("; ", invalid.Problems) : "";
            outcome = $"{e.GetType().Name}: {e.Message} {problems}";
        }

        _lines.Add($"{what}: {outcome}");
    }

    static string Show(object? value) => value switch
    {
        Page<AuditEvent> page => ShowPage(page),
        Page<FailedLoginAttempt> page => ShowPage(page),
        Page<SystemEvent> page => ShowPage(page),
        IReadOnlyList<Recorded<TrailEvent>> found => string.Join('\n', found.Select(Show)),
        PrivacyReport report => Json(report with { HighRiskEvents = [] }) + string.Join('\n', report.HighRiskEvents.Select(Show)),
        Receipt receipt => Json(receipt with { Origin = "", Sequence = 0 }),
        BatchReceipt receipt => Json(receipt with
        {
            Origin = "",
            FirstSequence = receipt.FirstSequence is null ? null : 0,
            LastSequence = receipt.LastSequence - receipt.FirstSequence,
        }),
        _ => Json(value!),
    };

    static string ShowPage<T>(Page<T> page)
        where T : TrailEvent => string.Create(
            CultureInfo.InvariantCulture, $"total {page.Total}, more {page.NextCursor is not null}, lag {page.LagSeconds}\n{string.Join('\n', page.Items.Select(Show))}");

    static string Show<T>(Recorded<T> item)
        where T : TrailEvent => $"{item.Id} {item.RecordedBy} {item.IsOwn} {item.Erased} {Json(item.Assessment)} {Json(item.Event)}";

    static string Json(object value) => JsonSerializer.Serialize(value, value.GetType());

    static Guid IdOf(int number) => new($"0198a0b0-c0d0-7e0f-8000-1{number:00000000000}");

    static AuditEvent Audit(int number) => new()
    {
        Id = IdOf(number),
        Timestamp = Start.AddMinutes(number),
        Action = number % 2 == 0 ? "user.export" : "user.read",
        ResourceType = "user",
        ResourceId = $"u{number}",
        UserId = $"clerk-{number % 3}",
        UserName = "O'Hara",
        IpAddress = "2001:db8::1",
        PrivacyImpact = number % 4 != 3,
        DataCategories = ["contact", "health"],
        SubjectIds = [$"s{number}", "s0"],
        Changes = [new FieldChange("email", "a@example", "b@example")],
        AdditionalData = new() { ["text"] = "ÜNÏCODE & \"more\"", ["number"] = 19.90, ["list"] = new System.Text.Json.Nodes.JsonArray(1, null, true) },
        Source = Old,
    };

    static FailedLoginAttempt Login(int number) => new()
    {
        Id = IdOf(number),
        Timestamp = Start.AddMinutes(number),
        Username = $"user {number % 9}+1",
        IpAddress = $"192.0.2.{number % 4}",
        FailureReason = "wrong_password",
        RiskScore = number % 10 / 10.0,
        RepeatCount = number,
        Country = "DE",
        UserAgent = "curl/8",
    };

    static SystemEvent Line(int number) => new()
    {
        Id = IdOf(number),
        Timestamp = Start.AddMinutes(number).AddTicks(1234567),
        Level = number % 2 == 0 ? EventLevel.Error : EventLevel.Info,
        Component = "backup",
        Message = $"line {number}\nand more",
        TraceId = "0af7651916cd43dd8448eb211c80319c",
    };
}
