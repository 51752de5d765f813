using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Points;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>Conditions as expressions of Flux on a row <c>r</c>.</summary>
internal static class FluxConditions
{
    static readonly PointField EmptyTexts = PointTable.AuditEvents[PointTable.Empty];

    /// <summary>On rows that have a column for each field: one that is absent is null, and no condition holds for it.</summary>
    public static FluxText OfRow(Condition condition) => Of(condition, field => FluxText.Of($"r.{field}"), _ => true);

    /// <summary>On rows as they are stored, one for each field, which stands in <c>_value</c> and is there.</summary>
    public static FluxText OfValue(Condition condition) =>
        Of(condition, field => field.IsTag ? FluxText.Of($"r.{field}") : FluxText.Of($"r._value"), field => field.IsTag);

    /// <summary>One that <see cref="IsForStorage"/>, in the words that the storage engine takes over.</summary>
    public static FluxText OfStorage(Condition condition) => Of(condition, field => FluxText.Of($"r.{field}"), _ => false);

    /// <summary>The fields and tags that it looks at.</summary>
    public static IEnumerable<PointField> FieldsOf(Condition condition) => condition switch
    {
        Condition.Is { Field: var field } => [field],
        Condition.IsEmpty => [EmptyTexts],
        Condition.StartsWith { Field: var field } => [field],
        Condition.Holds { Field: var field } => [field],
        Condition.HoldsInAnyCase { Field: var field } => [field],
        Condition.Flag { Field: var field } => [field],
        Condition.AtLeast { Field: var field } => [field],
        Condition.Below { Field: var field } => [field],
        Condition.AtLeastNumber { Field: var field } => [field],
        Condition.Any { Of: var several } => several.SelectMany(FieldsOf),
        _ => throw Unknown(condition),
    };

    /// <summary>Whether nothing can fulfil it.</summary>
    public static bool IsNever(Condition condition) => condition is Condition.Any { Of: var several } && several.All(IsNever);

    /// <summary>Whether the storage engine itself can look for it: it knows equality of tags.</summary>
    public static bool IsForStorage(Condition condition) => condition switch
    {
        Condition.Is { Field.IsTag: true } => true,
        Condition.Any { Of: { Count: > 0 } several } => several.All(IsForStorage),
        _ => false,
    };

    static FluxText Of(Condition condition, Func<PointField, FluxText> column, Func<PointField, bool> mayBeAbsent)
    {
        FluxText Guarded(PointField field, Func<FluxText, FluxText> expression)
        {
            FluxText value = column(field);
            return mayBeAbsent(field) ? FluxText.Of($"exists {value} and {expression(value)}") : expression(value);
        }

        return condition switch
        {
            Condition.Is { Field: var field, Value: var text } => Guarded(field, value => FluxText.Of($"{value} == {text}")),
            Condition.IsEmpty { Field: var field } => Guarded(EmptyTexts, value => Holds(value, $"|{field.Name}|")),
            Condition.StartsWith { Field: var field, Prefix: var prefix } =>
                Guarded(field, value => FluxText.Of($"strings.hasPrefix(v: {value}, prefix: {prefix})")),
            Condition.Holds { Field: var field, Text: var text } => Guarded(field, value => Holds(value, text)),

            // The needle is lowered by the server, too: whatever its Unicode knows of a letter's case, a text is found by itself.
            Condition.HoldsInAnyCase { Field: var field, Text: var text } => Guarded(
                field, value => FluxText.Of($"strings.containsStr(v: strings.toLower(v: {value}), substr: strings.toLower(v: {text}))")),
            Condition.Flag { Field: var field, Value: var flag } => Guarded(field, value => FluxText.Of($"{value} == {flag}")),
            Condition.AtLeast { Field: var field, Value: var least } => Guarded(field, value => FluxText.Of($"{value} >= {least}")),
            Condition.Below { Field: var field, Value: var limit } => Guarded(field, value => FluxText.Of($"{value} < {limit}")),
            Condition.AtLeastNumber { Field: var field, Value: var least } => Guarded(field, value => FluxText.Of($"{value} >= {least}")),
            Condition.Any { Of: { Count: 0 } } => FluxText.Of($"{false}"),
            Condition.Any { Of: var several } => FluxText.Of($"({FluxText.Join($" or ", several.Select(one => Of(one, column, mayBeAbsent)))})"),
            _ => throw Unknown(condition),
        };
    }

    static FluxText Holds(FluxText value, string text) => FluxText.Of($"strings.containsStr(v: {value}, substr: {text})");

    static ArgumentException Unknown(Condition condition) => new($"{condition.GetType().Name} is no condition of Flux.", nameof(condition));
}
