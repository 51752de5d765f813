using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>Random events and questions over few values, so that they meet.</summary>
internal static class Gens
{
    static readonly Gen<string?> UserId = Maybe("alice", "bob", "O'Brien", "x\0y", "😀", "Ünïcode with more than twelve bytes");
    static readonly Gen<string?> Address = Maybe("192.0.2.1", "192.0.2.77", "2001:db8::1");
    static readonly Gen<string?> Request = Maybe("r-1", "r-2");
    static readonly Gen<string?> Tenant = Maybe("t1", "t2");
    static readonly Gen<string?> Source = Maybe("web-1", "web-2");
    static readonly Gen<string> Zones = OneOf("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns");
    static readonly Gen<string> Names = OneOf(
        "read_document", "delete_record", "bulk", "doc.export.pdf", "Read_Document", "read", "re%d", "re_d", "metalog.start");
    static readonly Gen<string> Types = OneOf("user", "document", "customer");
    static readonly Gen<string[]> Categories = OneOf("contact", "health", "contact.more").Array[0, 3]
        .Select(names => names.Distinct().ToArray());
    static readonly Gen<string> Text = OneOf(
        "Permission denied", "PERMISSION", "100% of _ things", "line\nbreak \u202e right to left", "Größe",
        "'; DROP TABLE audit_events; --", "\0", "");

    /// <summary>
    /// Six days around a change to summer time, in few instants so that some are equal; to the nanosecond, but questions know only ticks.
    /// </summary>
    static readonly Gen<long> Timestamp = Gen.Int[0, 143]
        .Select(hour => 1_774_483_200_000_000_000 + (hour * 3_600_000_000_000) + (hour % 3 * 100));

    static readonly Gen<JsonObject?> Data = Gen.Int[0, 5].Select(Text, (number, text) => number switch
    {
        0 => new JsonObject { ["Note"] = text },
        1 => new JsonObject { ["a"] = new JsonArray(1, 2.5, null, true), ["b"] = new JsonObject { ["deep"] = text } },
        2 => new JsonObject(),
        _ => (JsonObject?)null,
    });

    static readonly Gen<FieldChange[]> Changes = Gen.Int[0, 4].Select(Text, (number, text) => number switch
    {
        0 => [new FieldChange("email", "old@example.org", text), new FieldChange("age", null, 7)],
        1 => new[] { new FieldChange("gone", new JsonObject { ["was"] = text }, null) },
        _ => [],
    });

    public static readonly Gen<TrailEvent> Event = Gen.Frequency(
        (4, Gen.Select(Names, Types, UserId, UserId, Address, Categories, Data, Changes)
            .Select(Gen.Select(Text, UserId.Array[0, 3], Gen.Int[0, 5], Gen.Bool, Gen.Bool), (a, b) => (TrailEvent)new AuditEvent
            {
                Action = a.Item1,
                ResourceType = a.Item2,
                UserId = a.Item3,
                ResourceId = a.Item4,
                IpAddress = a.Item5,
                DataCategories = a.Item6,
                AdditionalData = a.Item7,
                Changes = a.Item8,
                ErrorMessage = b.Item3 % 2 == 0 ? b.Item1 : null,
                UserName = b.Item3 == 1 ? a.Item4 : null,
                OnBehalfOf = b.Item3 == 2 ? a.Item4 : null,
                SubjectIds = b.Item3 < 3 ? [.. b.Item2.OfType<string>()] : [],
                Phase = b.Item3 switch { 0 => OperationPhase.Intent, 1 => OperationPhase.Outcome, _ => null },
                OperationId = b.Item3 < 3 ? $"op-{b.Item2.Length}" : null,
                Success = b.Item4,
                PrivacyImpact = b.Item5,
            })),
        (2, Gen.Select(UserId, Address, Gen.Int[0, 3], Gen.Double[0, 1], Gen.Bool, Maybe("DE", "US"), Data)
            .Select(f => (TrailEvent)new FailedLoginAttempt
            {
                Username = f.Item1 ?? "",
                IpAddress = f.Item2 ?? "",
                FailureReason = f.Item3 == 0 ? "invalid_user" : "invalid_password",
                RiskScore = Math.Round(f.Item4, 1),
                IsBlocked = f.Item5,
                Country = f.Item6,
                AdditionalData = f.Item7,
                AttemptCount = f.Item3,
                RepeatCount = f.Item3 + 1,
            })),
        (2, Gen.Select(Gen.Int[0, 4], Names, Text, UserId, Data)
            .Select(s => (TrailEvent)new SystemEvent
            {
                Level = (EventLevel)s.Item1,
                Component = s.Item2,
                Message = s.Item3.Length == 0 ? "x" : s.Item3,
                UserId = s.Item4,
                AdditionalData = s.Item5,
            })))
        .Select(Timestamp, Request, Request, Tenant, Source, (what, time, request, trace, tenant, source) =>
            what with { TimestampNanoseconds = time, RequestId = request, TraceId = trace, TenantId = tenant, Source = source });

    public static readonly Gen<Assessment?> Assessed = Gen.Frequency(
        (3, Gen.Const((Assessment?)null)),
        (1, Gen.Select(Gen.Double[0, 1], Maybe("DE", "FR"), Gen.Bool, Text)
            .Select(a => (Assessment?)new Assessment(Math.Round(a.Item1, 1), a.Item2, a.Item3, [a.Item4, "two"]))));

    static readonly Gen<EventQuery> OfAuditEvents = Gen.Select(
            Some(UserId), Some(UserId), Names.Array[0, 2], Types.Array[0, 1], Some(Address), Categories, Some(UserId), Gen.Int[0, 8])
        .Select(q => (EventQuery)(q.Item8 switch
        {
            0 => new AuditEventQuery { UserId = q.Item1 },
            1 => new AuditEventQuery { UserName = q.Item1, Own = true },
            2 => new AuditEventQuery { OnBehalfOf = q.Item1 },
            3 => new AuditEventQuery { Action = q.Item3, ResourceType = q.Item4, Success = true },
            4 => new AuditEventQuery { Action = Prefixes(q.Item3, 3), PrivacyImpact = true, Own = true },
            5 => new AuditEventQuery { IpAddress = q.Item5, ResourceType = Prefixes(q.Item4, 2) },
            6 => new AuditEventQuery { DataCategory = q.Item6, Success = false },
            7 => new AuditEventQuery { SubjectId = q.Item7, PrivacyImpact = false },
            _ => new AuditEventQuery { ResourceId = q.Item2, Own = true },
        }));

    static readonly Gen<EventQuery> OfFailedLogins = Gen.Select(
            Some(UserId), Some(Address), Maybe("invalid_user"), Gen.Double[0, 1], OneOf("DE", "US", "FR").Array[0, 2], Gen.Int[0, 3])
        .Select(q => (EventQuery)(q.Item6 switch
        {
            0 => new FailedLoginQuery { Username = q.Item1, IsBlocked = true },
            1 => new FailedLoginQuery { IpAddress = q.Item2, Country = q.Item5 },
            2 => new FailedLoginQuery { MinRiskScore = Math.Round(q.Item4, 1), FailureReason = q.Item3 is null ? [] : [q.Item3] },
            _ => new FailedLoginQuery { Country = q.Item5, IsBlocked = false },
        }));

    static readonly Gen<EventQuery> OfSystemEvents = Gen
        .Select(Gen.Int[0, 5], Names.Array[0, 2], Some(UserId)).Select(q => (EventQuery)new SystemEventQuery
        {
            Level = q.Item1 == 5 ? null : (EventLevel)q.Item1,
            Component = q.Item1 % 2 == 0 ? q.Item2 : Prefixes(q.Item2, 2),
            UserId = q.Item1 < 2 ? q.Item3 : [],
        });

    public static readonly Gen<EventQuery> Query = Gen.Frequency((3, OfAuditEvents), (1, OfFailedLogins), (1, OfSystemEvents))
        .Select(Gen.Select(Timestamp, Timestamp, Gen.Int[0, 7]), Some(Tenant), Some(Request), Text.Array[0, 2], Gen.Bool, With);

    public static readonly Gen<ReportScope> Scope = Gen
        .Select(Timestamp, Timestamp, Tenant, Types.Array[0, 2], Zones, Gen.Bool)
        .Select(s => new ReportScope
        {
            Range = new(UnixTime.ToDateTimeOffset(Math.Min(s.Item1, s.Item2)), UnixTime.ToDateTimeOffset(Math.Max(s.Item1, s.Item2))),
            TenantId = s.Item3,
            PersonResourceTypes = s.Item4,
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById(s.Item5),
            HighRiskActions = s.Item6 ? ReportScope.DefaultHighRiskActions : ["re%d", "read*ment", "*_d"],
        });

    static EventQuery With(
        EventQuery query, (long Start, long End, int Which) time, string[] tenant, string[] request, string[] text, bool isNewest) =>
        query with
        {
            StartTime = time.Which % 3 == 0 ? UnixTime.ToDateTimeOffset(time.Start) : null,
            EndTime = time.Which % 4 == 0 ? UnixTime.ToDateTimeOffset(time.End) : null,
            TenantId = time.Which == 1 ? tenant : [],
            RequestId = time.Which == 2 ? request : [],
            TraceId = time.Which == 3 ? request : [],
            Source = time.Which == 4 ? ["web-1"] : [],
            Text = time.Which < 5 ? [] :
                [
                    .. text.Where(some => some.Length > 0).Select(some => some.Length > 5 ? some[2..^2] : some)
                        .Select(some => isNewest ? some.ToUpperInvariant() : some),
                ],
            Order = isNewest ? QueryOrder.NewestFirst : QueryOrder.OldestFirst,
            IncludeTotal = time.Which % 2 == 0,
        };

    static string[] Prefixes(string[] names, int length) => [.. names.Select(name => name[..length] + "*")];

    static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    static Gen<string?> Maybe(params string[] values) => OneOf<string?>([null, .. values]);

    static Gen<string[]> Some(Gen<string?> values) => values.Array[0, 2].Select(some => some.OfType<string>().ToArray());
}
