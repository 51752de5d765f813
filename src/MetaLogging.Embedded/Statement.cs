using System.Globalization;
using System.Text;
using DuckDB.NET.Data;

namespace MetaLogging.Embedded;

/// <summary>An SQL statement in the making: constant pieces, and values that are only ever bound.</summary>
internal sealed class Statement
{
    readonly StringBuilder _text = new();
    readonly List<object> _values = [];

    public Statement(string constant = "") => _text.Append(constant);

    public override string ToString() => _text.ToString();

    /// <summary>Adds a piece that is written in this project; never input.</summary>
    public Statement Add(string constant)
    {
        _text.Append(constant);
        return this;
    }

    /// <summary>Adds a place and binds a number to it.</summary>
    public Statement Value(long value) => Bind(value);

    /// <inheritdoc cref="Value(long)"/>
    public Statement Value(double value) => Bind(value);

    /// <summary>
    /// Adds a place and binds a text to it. One with U+0000 in it, which ends a text where DuckDB takes values, is bound as its bytes.
    /// </summary>
    public Statement Value(string value)
    {
        if (!value.Contains('\0', StringComparison.Ordinal))
        {
            return Bind(value);
        }

        _text.Append("decode(");
        return Bind(Encoding.UTF8.GetBytes(value)).Add(")");
    }

    /// <summary>Adds places for several texts, with commas between them.</summary>
    public Statement Values(IReadOnlyList<string> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            Value(values[i]);
        }

        return this;
    }

    /// <summary>Adds another statement with its values.</summary>
    public Statement Add(Func<Statement, Statement> piece) => piece(this);

    public DuckDBCommand On(DuckDBConnection connection)
    {
        DuckDBCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is made of constants; all input is bound.
        command.CommandText = _text.ToString();
#pragma warning restore CA2100
        foreach (object value in _values)
        {
            command.Parameters.Add(new DuckDBParameter(value));
        }

        return command;
    }

    Statement Bind(object value)
    {
        _values.Add(value);
        _text.Append(CultureInfo.InvariantCulture, $"${_values.Count}");
        return this;
    }
}
