using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MetaLogging.InfluxDb.Points;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>
/// A piece of Flux. It is made from an interpolated string and from nothing else, and whatever is put into one becomes a literal of
/// Flux: this is the only way for a value to come into a query.
/// </summary>
/// <remarks>https://docs.influxdata.com/flux/v0/spec/lexical-elements/</remarks>
internal sealed class FluxText
{
    readonly string _text;

    FluxText(string text) => _text = text;

    public static FluxText Empty { get; } = new("");

    /// <summary>What is written out stays as it is, and what is put in becomes a literal.</summary>
    public static FluxText Of(Pieces text) => new(text.Take());

    /// <summary>Pieces one after another, with something between them.</summary>
    public static FluxText Join(Pieces separator, IEnumerable<FluxText> pieces) => new(string.Join(separator.Take(), pieces));

    public override string ToString() => _text;

    /// <summary>Collects the pieces of an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Pieces
    {
        readonly StringBuilder _text;

        /// <summary>Called by the compiler.</summary>
        public Pieces(int literalLength, int formattedCount) => _text = new(literalLength + (formattedCount * 16));

        /// <summary>Flux that stands in our source.</summary>
        public void AppendLiteral(string constant) => _text.Append(constant);

        /// <summary>A text. What a string literal can't hold as it stands, or could take for an expression in it, is escaped.</summary>
        /// <remarks>
        /// A dollar is never left as it is: before a brace it opens an expression, and the scanner takes what follows any other along unseen, be it
        /// the backslash of the next escape.
        /// </remarks>
        public void AppendFormatted(string value)
        {
            _text.Append('"');
            foreach (char one in value)
            {
                _ = one switch
                {
                    '\\' => _text.Append(@"\\"),
                    '"' => _text.Append("\\\""),
                    '\n' => _text.Append(@"\n"),
                    '\r' => _text.Append(@"\r"),
                    '\t' => _text.Append(@"\t"),
                    '$' or < ' ' or '\x7f' => _text.Append(CultureInfo.InvariantCulture, $"\\x{(int)one:x2}"),
                    _ => _text.Append(one),
                };
            }

            _text.Append('"');
        }

        /// <summary>An integer. A literal has no sign, and its value no room for the smallest one's.</summary>
        public void AppendFormatted(long value) =>
            _text.Append(value switch
            {
                long.MinValue => "(-9223372036854775807 - 1)",
                < 0 => $"({value.ToString(CultureInfo.InvariantCulture)})",
                _ => value.ToString(CultureInfo.InvariantCulture),
            });

        /// <summary>A floating-point number. A literal knows no exponent, and neither infinity nor NaN.</summary>
        public void AppendFormatted(double value)
        {
            _text.Append("float(v: ");
            AppendFormatted(value.ToString("R", CultureInfo.InvariantCulture));
            _text.Append(')');
        }

        public void AppendFormatted(bool value) => _text.Append(value ? "true" : "false");

        /// <summary>A point in time.</summary>
        public void AppendFormatted(FluxTime value) => _text.Append(value);

        /// <summary>A length of time, which is not negative.</summary>
        public void AppendFormatted(TimeSpan value) => _text.Append(CultureInfo.InvariantCulture, $"{value.Ticks * 100}ns");

        /// <summary>A column by its name, which is this project's own.</summary>
        public void AppendFormatted(PointField field) => _text.Append(field.Name);

        public void AppendFormatted(FluxText piece) => _text.Append(piece._text);

        public string Take() => _text.ToString();
    }
}
