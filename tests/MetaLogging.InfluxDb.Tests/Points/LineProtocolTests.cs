using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Tests.Flux;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Journaling;

namespace MetaLogging.InfluxDb.Tests.Points;

/// <summary>What is written, to 1.x and to 2.x, is read by the server's own parser as it was meant.</summary>
public sealed class LineProtocolTests(GoParser parser) : IClassFixture<GoParser>
{
    static readonly Gen<(TrailEvent What, Assessment? Found)> Event =
        from what in Gens.Event
        from found in Gens.Assessed
        from texts in SomeQuestions.Hostile.Array[3]
        from isHostile in Gen.Bool
        select isHostile ? (With(what, texts), found is null ? null : found with { Reasons = texts }) : (what, found);

    [Fact]
    public Task Points_are_parsed_as_the_events_that_they_are_of_and_written_again_as_the_same_bytes() => Event.Array[1, 40].SampleAsync(async events =>
    {
        Trail trail = new();
        PointBatch batch = new();
        EntryPoint point = new(Trail.Origin);
        EntryView view = new();
        foreach ((TrailEvent what, Assessment? found) in events)
        {
            JournalEntry entry = trail.Add(what, found);
            view.Read(entry);
            point.Write(view, batch.Lines);
            batch.EndPoint(entry.Sequence);
        }

        string lines = Encoding.UTF8.GetString(batch.Body(0, batch.Count).Span);
        JsonNode[] parsed = [.. (await parser.ParsePointsAsync(lines)).Select(one => one!)];

        Assert.Equal(lines, string.Concat(parsed.Select(one => $"{one["line"]}\n")));
        Assert.Equal(trail.Events.Select(Shown.Of), parsed.Select(one => Shown.Of(Read(one))));
        Assert.Equal(trail.Events.Select(PlaceOf), parsed.Select(PlaceOf));
    }, iter: 60, threads: 1);

    [Fact]
    public async Task A_blanked_point_keeps_its_place_and_has_all_fields_of_the_part_empty()
    {
        PointTable table = PointTable.FailedLogins;
        LineBuffer line = new();
        line.Raw("failed_logins,origin=a sequence=7i"u8);
        EntryPoint.WriteErased(table, EntryParts.Actor | EntryParts.Client, "country|", line);
        line.Raw(" 1000000007"u8);
        JsonNode point = (await parser.ParsePointsAsync(line.ToString())).Single()!;
        JsonObject fields = point["fields"]!.AsObject();
        Assert.Equal("1000000007", (string?)point["time"]);
        Assert.All(table.FieldsOf(EntryParts.Actor | EntryParts.Client), field => Assert.Equal(("Text", ""), Field(fields, field.Name)));
        Assert.Equal(("Text", "|actor|client|"), Field(fields, PointTable.Erased));
        Assert.Equal(("Text", "|country|"), Field(fields, PointTable.Empty));
    }

    static (string?, string?) Field(JsonObject fields, string name) => ((string?)fields[name]!["type"], (string?)fields[name]!["value"]);

    /// <summary>A hostile text in each field that is text, but for names, which the validator keeps plain.</summary>
    static TrailEvent With(TrailEvent what, string[] texts) => what switch
    {
        AuditEvent audit => audit with
        {
            UserId = texts[0],
            UserName = texts[1],
            OnBehalfOf = texts[2],
            ResourceId = texts[0],
            IpAddress = texts[1],
            UserAgent = texts[2],
            ErrorMessage = texts[0],
            SubjectIds = texts,
            OperationId = texts[1],
            RequestId = texts[2],
            AdditionalData = new JsonObject { [texts[0]] = texts[1] },
            Changes = [new(texts[0], texts[1], texts[2])],
        },
        FailedLoginAttempt failed => failed with { Username = texts[0], IpAddress = texts[1], UserAgent = texts[2], TraceId = texts[1] },
        SystemEvent system => system with { Message = texts[0], UserId = texts[1], TenantId = texts[2], Source = "x" + texts[0] },
        _ => what,
    };

    static Recorded<TrailEvent> Read(JsonNode point)
    {
        PointTable table = PointTable.All.Single(table => table.Name == (string?)point["measurement"]);
        object?[] values = [.. table.Fields.Select(field => Value(point, field))];
        return new PointReading(table, Trail.Origin).Read(new(Time(point), values));
    }

    static object? Value(JsonNode point, PointField field)
    {
        if (field.IsTag)
        {
            return (string?)point["tags"]![field.Name];
        }

        if (point["fields"]![field.Name] is not { } found)
        {
            return null;
        }

        Assert.Equal(field.Type.ToString(), (string?)found["type"]);
        string value = (string)found["value"]!;
        return field.Type switch
        {
            FieldType.Integer => long.Parse(value, CultureInfo.InvariantCulture),
            FieldType.Float => double.Parse(value, CultureInfo.InvariantCulture),
            FieldType.Boolean => bool.Parse(value),
            _ => value,
        };
    }

    static long Time(JsonNode point) => long.Parse((string)point["time"]!, CultureInfo.InvariantCulture);

    /// <summary>Measurement, tags and time as the design has them.</summary>
    static string PlaceOf(Recorded<TrailEvent> item) => (item.Event switch
    {
        AuditEvent audit => $"audit_events action={audit.Action} origin={Trail.Origin} ",
        FailedLoginAttempt => $"failed_logins origin={Trail.Origin} ",
        SystemEvent system => $"system_events level={EventLevels.Name(system.Level)} origin={Trail.Origin} ",
        _ => throw new ArgumentException("An unknown kind.", nameof(item)),
    }) + string.Create(CultureInfo.InvariantCulture, $"{(item.TimestampNanoseconds / 1_000_000_000 * 1_000_000_000) + item.Sequence}");

    static string PlaceOf(JsonNode point) =>
        $"{point["measurement"]} {string.Join(" ", point["tags"]!.AsObject().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))} {point["time"]}";
}
