using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Queries;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>
/// Writes the questions to a bucket. Flux stores each field as a row of its own. What looks at one field at most is asked of those rows, and
/// the storage engine answers most of it; for anything else rows of the fields that are needed are made of them (<c>pivot</c>), filtered, and
/// brought to columns that are the same in all tables before these are joined.
/// </summary>
/// <remarks>
/// Answers have rows of <see cref="TimeColumn"/>, of <see cref="NumberColumn"/>, and of fields under their own names. All fields are texts
/// there, see <see cref="FluxCell"/>: the server's CSV knows no null, and bends line ends.
/// </remarks>
internal sealed class FluxQuery(string bucket)
{
    /// <summary>A point's time in nanoseconds.</summary>
    public const string TimeColumn = "time";

    /// <summary>A count or a sum.</summary>
    public const string NumberColumn = "_value";

    /// <summary>The slot of time, counted from the epoch.</summary>
    public const string SlotColumn = "slot";

    static readonly FluxText Time = FluxText.Of($"time: int(v: r._time)");
    static readonly FluxText ToSum = FluxText.Of($"\n  |> sum()\n  |> group()");

    /// <summary>Points in the order of their times.</summary>
    public FluxText Read(PointQuestion question, IReadOnlyList<PointField> fields, QueryOrder order, long most) => FluxText.Of(
        $"{Rows(question, fields)}{Map([Time, .. fields.Select(Column)])}\n  |> group(){Sort(order)}{Limit(most)}");

    /// <summary>The time of the newest point, or of the oldest.</summary>
    public FluxText FindEnd(PointQuestion question, QueryOrder order)
    {
        // Of each series the storage engine knows its end.
        FluxText end = !IsOfOneField(question) ? FluxText.Empty
            : order == QueryOrder.NewestFirst ? FluxText.Of($"\n  |> last()") : FluxText.Of($"\n  |> first()");
        return FluxText.Of($"{Narrow(question)}{end}{Map([Time])}\n  |> group(){Sort(order)}{Limit(1)}");
    }

    /// <summary>How many points.</summary>
    public FluxText Count(PointQuestion question) => IsOfOneField(question)
        ? FluxText.Of($"{Values(question)}\n  |> group()\n  |> count()")
        : FluxText.Of($"{Rows(question, [])}{Map([One])}\n  |> group(){ToSum}");

    /// <summary>The sum of an integer field.</summary>
    public FluxText Sum(PointQuestion question, PointField field)
    {
        FluxText number = FluxText.Of($"_value: if exists r.{field} then r.{field} else 0");
        return DataFields(question).All(other => other.Name == field.Name)
            ? FluxText.Of($"{Values(question, field)}\n  |> group(){ToSum}")
            : FluxText.Of($"{Rows(question, [field])}{Map([number])}\n  |> group(){ToSum}");
    }

    /// <summary>How many points by the values of texts or tags.</summary>
    public FluxText CountBy(PointQuestion question, IReadOnlyList<PointField> fields)
    {
        FluxText names = FluxText.Join($", ", fields.Select(field => FluxText.Of($"{field.Name}")));
        return fields.All(field => field.IsTag) && IsOfOneField(question)
            ? FluxText.Of($"{Values(question)}\n  |> group(columns: [{names}])\n  |> count()\n  |> group(){Map([.. fields.Select(Column), FluxText.Of($"_value: r._value")])}")
            : FluxText.Of($"{Rows(question, fields)}{Map([.. fields.Select(Column), One])}\n  |> group(columns: [{names}]){ToSum}");
    }

    /// <summary>How many points by slots of time.</summary>
    public FluxText CountByTime(PointQuestion question, TimeSpan slot)
    {
        long length = slot.Ticks * 100;
        FluxText number = FluxText.Of($"slot: int(v: r._time) / {length} - (if int(v: r._time) % {length} < 0 then 1 else 0)");
        FluxText counted = IsOfOneField(question)
            ? FluxText.Of($"{Values(question)}\n  |> aggregateWindow(every: {slot}, fn: count, createEmpty: false, timeSrc: \"_start\"){Map([number, FluxText.Of($"_value: r._value")])}")
            : FluxText.Of($"{Rows(question, [])}{Map([number, One])}");
        return FluxText.Of($"{counted}\n  |> group(columns: [\"slot\"]){ToSum}");
    }

    /// <summary>The newest points of a small measurement, newest first; where a time is said, of that one alone.</summary>
    public FluxText ReadNotes(string measurement, IReadOnlyList<PointField> fields, string origin, long? at, int most)
    {
        FluxText source = Source(measurement, [origin], at ?? long.MinValue, at + 1 ?? long.MaxValue);
        FluxText newest = FluxText.Of($"{Sort(QueryOrder.NewestFirst)}{Limit(most)}");
        return FluxText.Of($"{source}{OfFields(fields)}{Pivot}{Map([Time, .. fields.Select(Column)])}\n  |> group(){newest}");
    }

    /// <summary>Whether the question looks at one field at most, besides tags.</summary>
    public static bool IsOfOneField(PointQuestion question) => DataFields(question).Count <= 1;

    /// <summary>The fields that the conditions look at, without tags.</summary>
    public static IReadOnlyList<PointField> DataFields(PointQuestion question) =>
        [.. question.Conditions.SelectMany(FluxConditions.FieldsOf).Where(field => !field.IsTag).DistinctBy(field => field.Name)];

    static FluxText One => FluxText.Of($"_value: 1");

    static FluxText Pivot => FluxText.Of($"\n  |> pivot(rowKey: [\"_time\"], columnKey: [\"_field\"], valueColumn: \"_value\")");

    /// <summary>Points that fulfil the question, with as few fields as it needs.</summary>
    FluxText Narrow(PointQuestion question) => IsOfOneField(question) ? Values(question) : Rows(question, []);

    /// <summary>The points by the values of the one field that the conditions look at, or of one that each point has.</summary>
    FluxText Values(PointQuestion question) => Values(question, DataFields(question) is [var one] ? one : question.Table[PointTable.Sequence]);

    FluxText Values(PointQuestion question, PointField field)
    {
        FluxText filters = Filters(question.Conditions.Where(condition => !FluxConditions.IsForStorage(condition)).Select(FluxConditions.OfValue));
        return FluxText.Of($"{Source(question)}{OfFields([field])}{filters}");
    }

    /// <summary>The points as rows of the fields that are needed.</summary>
    FluxText Rows(PointQuestion question, IReadOnlyList<PointField> fields)
    {
        IEnumerable<PointField> needed = [question.Table[PointTable.Sequence], .. fields.Where(field => !field.IsTag), .. DataFields(question)];
        FluxText filters = Filters(question.Conditions.Where(condition => !FluxConditions.IsForStorage(condition)).Select(FluxConditions.OfRow));
        return FluxText.Of($"{Source(question)}{OfFields([.. needed.DistinctBy(field => field.Name)])}{Pivot}{filters}");
    }

    FluxText Source(PointQuestion question) => FluxText.Of(
        $"{Source(question.Table.Name, question.Origins, question.Start, question.End)}{Filters(question.Conditions.Where(FluxConditions.IsForStorage).Select(FluxConditions.OfStorage))}");

    FluxText Source(string measurement, IReadOnlyList<string> origins, long start, long end)
    {
        FluxText journals = FluxText.Join($" or ", origins.Select(origin => FluxText.Of($"r.origin == {origin}")));
        FluxText range = FluxText.Of($"range(start: {FluxTime.Within(start)}, stop: {FluxTime.Within(end)})");
        return FluxText.Of(
            $"import \"strings\"\n\nfrom(bucket: {bucket})\n  |> {range}{Filters([FluxText.Of($"r._measurement == {measurement}"), journals])}");
    }

    static FluxText OfFields(IReadOnlyList<PointField> fields) =>
        Filters([FluxText.Join($" or ", fields.Select(field => FluxText.Of($"r._field == {field.Name}")))]);

    /// <summary>One after another, as the storage engine takes them over from the first on while it can.</summary>
    static FluxText Filters(IEnumerable<FluxText> expressions) =>
        FluxText.Join($"", expressions.Select(expression => FluxText.Of($"\n  |> filter(fn: (r) => {expression})")));

    static FluxText Map(IEnumerable<FluxText> columns) => FluxText.Of($"\n  |> map(fn: (r) => ({{{FluxText.Join($", ", columns)}}}))");

    static FluxText Column(PointField field)
    {
        FluxText value = field.Type == FieldType.Text
            ? FluxText.Of($"\"=\" + {Replace(Replace(Replace(FluxText.Of($"r.{field}"), "\\", "\\\\"), "\n", "\\n"), "\r", "\\r")}")
            : FluxText.Of($"string(v: r.{field})");
        return FluxText.Of($"{field}: if exists r.{field} then {value} else \"\"");
    }

    static FluxText Replace(FluxText value, string text, string by) => FluxText.Of($"strings.replaceAll(v: {value}, t: {text}, u: {by})");

    static FluxText Sort(QueryOrder order) => FluxText.Of($"\n  |> sort(columns: [\"time\"], desc: {order == QueryOrder.NewestFirst})");

    static FluxText Limit(long most) => most == long.MaxValue ? FluxText.Empty : FluxText.Of($"\n  |> limit(n: {most})");
}
