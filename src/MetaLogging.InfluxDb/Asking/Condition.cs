using MetaLogging.InfluxDb.Points;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>What must hold of a point, in no language yet. No field's condition holds where the field is absent or blanked.</summary>
internal abstract record Condition
{
    /// <summary>The field is this text, which is not empty.</summary>
    internal sealed record Is(PointField Field, string Value) : Condition;

    /// <summary>The field is there and is the empty text.</summary>
    internal sealed record IsEmpty(PointField Field) : Condition;

    /// <summary>The field begins with this text; where that is empty: it is there at all, be it blanked.</summary>
    internal sealed record StartsWith(PointField Field, string Prefix) : Condition;

    /// <summary>The field holds this text, to the letter.</summary>
    internal sealed record Holds(PointField Field, string Text) : Condition;

    /// <summary>The field holds this text in any case of its letters.</summary>
    internal sealed record HoldsInAnyCase(PointField Field, string Text) : Condition;

    /// <summary>The boolean field has this value.</summary>
    internal sealed record Flag(PointField Field, bool Value) : Condition;

    /// <summary>The integer field is at least this.</summary>
    internal sealed record AtLeast(PointField Field, long Value) : Condition;

    /// <summary>The integer field is less than this.</summary>
    internal sealed record Below(PointField Field, long Value) : Condition;

    /// <summary>The floating-point field is at least this.</summary>
    internal sealed record AtLeastNumber(PointField Field, double Value) : Condition;

    /// <summary>One of several holds; none: it does not hold.</summary>
    internal sealed record Any(IReadOnlyList<Condition> Of) : Condition;
}
