using System.Text;
using CsCheck;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Tests.Support;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>Random questions. Their texts are made by what is handed in, so that the same question can be had with harmless and with hostile ones.</summary>
internal static class SomeQuestions
{
    /// <summary>Makes a text; the number tells the texts of one question apart.</summary>
    internal delegate string TextOf(int number);

    static readonly long[] Integers = [0, 1, -1, long.MaxValue, long.MinValue, long.MinValue + 1, 1_774_483_200_000_000_000];

    static readonly double[] Numbers =
        [0, -0.0, 0.1, 1, -2.5, 1e-7, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    static readonly Gen<(long, long)> Range = Gen.Select(
        Gen.OneOf(Gen.Long, OneOf(0L, long.MinValue, 1_774_483_200_000_000_000)),
        Gen.OneOf(Gen.Long, OneOf(long.MaxValue, 1_774_483_201_000_000_001)),
        (a, b) => (Math.Min(a, b), Math.Max(a, b)));

    /// <summary>A question, yet without its texts.</summary>
    public static readonly Gen<Func<TextOf, PointQuestion>> Question = OneOf(PointTable.All).SelectMany(
        table => Gen.Select(
            Any(table).Array[0, 4], Gen.Int[1, 3], Range,
            (conditions, origins, range) => new Func<TextOf, PointQuestion>(text => new(
                table, [.. Enumerable.Range(1, origins).Select(i => text(1000 + i))], range.Item1, range.Item2,
                [.. conditions.Select((condition, i) => condition(number => text((i * 100) + number)))]))));

    /// <summary>Hostile texts and random ones, without what is no Unicode.</summary>
    public static readonly Gen<string> Hostile = Gen.Frequency(
        (3, OneOf(Support.Hostile.Values.Where(value => value.Length < 100).ToArray())),
        (2, OneOf("$", "{", "\\", "\"", "${", "n", "x41", "\n", "\0", "é", "}").Array[0, 6].Select(string.Concat)),
        (1, Gen.String.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))));

    static Gen<Func<TextOf, Condition>> Any(PointTable table) => Gen.Frequency(
        (4, One(table)),
        (1, One(table).Array[0, 3].Select(of => new Func<TextOf, Condition>(
            text => new Condition.Any([.. of.Select((condition, i) => condition(number => text((i * 10) + number)))])))));

    static Gen<Func<TextOf, Condition>> One(PointTable table)
    {
        PointField[] texts = [.. table.Fields.Where(field => field.Type == FieldType.Text)];
        PointField[] Of(FieldType type) => [.. table.Fields.Where(field => field.Type == type)];
        return Gen.Select(Gen.Int[0, 8], Gen.Int[0, 1000], Gen.Int[0, 1000], (kind, field, value) => new Func<TextOf, Condition>(text => kind switch
        {
            0 => new Condition.Is(Pick(texts, field), text(1)),
            1 => new Condition.IsEmpty(Pick(texts, field)),
            2 => new Condition.StartsWith(Pick(texts, field), text(1)),
            3 => new Condition.Holds(Pick(texts, field), text(1)),
            4 => new Condition.HoldsInAnyCase(Pick(texts, field), text(1)),
            5 => new Condition.Flag(Pick(Of(FieldType.Boolean), field), value % 2 == 0),
            6 => new Condition.AtLeast(Pick(Of(FieldType.Integer), field), Pick(Integers, value)),
            7 => new Condition.Below(Pick(Of(FieldType.Integer), field), Pick(Integers, value)),
            _ => new Condition.AtLeastNumber(Pick(Of(FieldType.Float), field), Pick(Numbers, value)),
        }));
    }

    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(which => values[which]);

    static T Pick<T>(T[] values, int which) => values[which % values.Length];
}
