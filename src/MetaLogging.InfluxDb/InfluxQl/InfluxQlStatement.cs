using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Points;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>
/// A statement of InfluxQL whose values are all bound parameters: nothing of a question becomes text of the statement. Names are this
/// project's own, and quoted.
/// </summary>
internal sealed class InfluxQlStatement
{
    readonly StringBuilder _text = new();
    readonly JsonObject _parameters = [];

    public string Text => _text.ToString();

    public string Parameters => _parameters.ToJsonString();

    public InfluxQlStatement Add(string constant)
    {
        _text.Append(constant);
        return this;
    }

    /// <summary>A name as an identifier. It comes from settings or from this project.</summary>
    public InfluxQlStatement Name(string name)
    {
        _text.Append(QuotedName.Of(name));
        return this;
    }

    public InfluxQlStatement Names(IEnumerable<PointField> fields)
    {
        string separator = "";
        foreach (PointField field in fields)
        {
            Add(separator).Name(field.Name);
            separator = ", ";
        }

        return this;
    }

    public InfluxQlStatement Value(JsonNode value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"p{_parameters.Count}");
        _parameters[name] = value;
        _text.Append('$').Append(name);
        return this;
    }

    /// <summary>FROM and WHERE: the measurement, the journal, the range of time, the conditions.</summary>
    public InfluxQlStatement From(PointQuestion question)
    {
        Add(" FROM ").Name(question.Table.Name).Add(" WHERE (");
        for (int i = 0; i < question.Origins.Count; i++)
        {
            Add(i == 0 ? "" : " OR ").Name(PointTable.Origin).Add(" = ").Value(question.Origins[i]);
        }

        Add(") AND time >= ").Value(question.Start).Add(" AND time < ").Value(Math.Min(question.End, PointTime.Last));
        foreach (Condition condition in question.Conditions)
        {
            Add(" AND ").Condition(condition);
        }

        return this;
    }

    /// <summary>
    /// A field is always named with its type: InfluxQL takes one that no point has yet for a tag that is empty everywhere.
    /// </summary>
    InfluxQlStatement Field(PointField field) => Name(field.Name).Add(field switch
    {
        { IsTag: true } => "::tag",
        { Type: FieldType.Integer } => "::integer",
        { Type: FieldType.Float } => "::float",
        { Type: FieldType.Boolean } => "::boolean",
        _ => "::string",
    });

    InfluxQlStatement Condition(Condition condition) => condition switch
    {
        Condition.Is { Field: var field, Value: var value } => Field(field).Add(" = ").Value(value),
        Condition.IsEmpty { Field: var field } => Matches(IsEmptyField, Regex.Escape($"|{field.Name}|")),
        Condition.StartsWith { Field: var field, Prefix: var prefix } => Matches(field, "^" + Regex.Escape(prefix)),
        Condition.Holds { Field: var field, Text: var text } => Matches(field, Regex.Escape(text)),
        Condition.HoldsInAnyCase { Field: var field, Text: var text } => Matches(field, Regex.InAnyCase(text)),
        Condition.Flag { Field: var field, Value: var value } => Field(field).Add(value ? " = true" : " = false"),
        Condition.AtLeast { Field: var field, Value: var value } => Field(field).Add(" >= ").Value(value),
        Condition.Below { Field: var field, Value: var value } => Field(field).Add(" < ").Value(value),
        Condition.AtLeastNumber { Field: var field, Value: var value } => Field(field).Add(" >= ").Value(value),
        Condition.Any { Of: var several } => Any(several),
        _ => throw new ArgumentException($"{condition.GetType().Name} is no condition of InfluxQL.", nameof(condition)),
    };

    static readonly PointField IsEmptyField = PointTable.AuditEvents[PointTable.Empty];

    InfluxQlStatement Any(IReadOnlyList<Condition> several)
    {
        if (several.Count == 0)
        {
            return Field(PointTable.AuditEvents[PointTable.Sequence]).Add(" < ").Value(0L);
        }

        for (int i = 0; i < several.Count; i++)
        {
            Add(i == 0 ? "(" : " OR ").Condition(several[i]);
        }

        return Add(")");
    }

    InfluxQlStatement Matches(PointField field, string expression) =>
        Field(field).Add(" =~ ").Value(new JsonObject { ["regex"] = expression });
}
