using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MetaLogging.Events;
using MetaLogging.Validation;

namespace MetaLogging.Json;

/// <summary>
/// Reads an event that a caller sent as one JSON object, strictly: what is unknown, repeated, of a wrong type, or no text is a problem that
/// names the field, and reading goes on to find the others. Values are not looked at here: that is <see cref="EventValidator"/>'s affair.
/// </summary>
/// <remarks>null is the same as absent. A byte order mark at the beginning is passed over. The JSON may have 64 KiB as it is
/// sent.</remarks>
internal static class EventReader
{
    static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Reads an event, or tells what is wrong with it.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="expected">The kind, where it is known; the member <c>kind</c> may be left out then. Null: that member says it.</param>
    /// <param name="problems">What is wrong is added here.</param>
    /// <param name="item">The event; not validated yet.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, EventKind? expected, List<EventProblem> problems, out TrailEvent? item)
    {
        ArgumentNullException.ThrowIfNull(problems);
        item = null;
        int before = problems.Count;
        if (json.Length > EventValidator.LongestEvent)
        {
            problems.Add(new EventProblem("", ProblemText.TooLong));
            return false;
        }

        int mark = json.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        json = json[mark..];
        bool isUtf8 = Utf8.IsValid(json);
        var parser = new EventParser(json, isUtf8, problems);
        try
        {
            item = parser.Parse(expected);
        }
        catch (JsonException e)
        {
            Explain(json, mark, e, parser, problems);
        }

        if (!isUtf8 && problems.Count == before)
        {
            string place = (mark + FirstBad(json)).ToString(CultureInfo.InvariantCulture);
            problems.Add(new EventProblem("", $"{ProblemText.NotUtf8} at byte {place}"));
        }

        item = problems.Count == before ? item : null;
        return item is not null;
    }

    static void Explain(ReadOnlySpan<byte> json, int mark, JsonException e, in EventParser parser, List<EventProblem> problems)
    {
        int at = Position(json, e);
        ReadOnlySpan<byte> rest = json[at..];
        string place = (mark + at).ToString(CultureInfo.InvariantCulture);
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            problems.Add(new EventProblem("", ProblemText.Nothing));
        }
        else if (rest.StartsWith("NaN"u8) || rest.StartsWith("Infinity"u8))
        {
            problems.Add(new EventProblem(parser.Place, ProblemText.NotFinite));
        }
        else if (parser.IsAtEnd)
        {
            problems.Add(new EventProblem("", $"is followed by something else at byte {place}; one JSON object is expected"));
        }
        else if (rest.IsEmpty)
        {
            problems.Add(new EventProblem("", $"is not JSON: it ends at byte {place}, before it is complete"));
        }
        else
        {
            problems.Add(new EventProblem(parser.Place, $"is not JSON at byte {place}"));
        }
    }

    /// <summary>The place of the byte that can't be read, from the beginning.</summary>
    static int Position(ReadOnlySpan<byte> json, JsonException e)
    {
        int start = 0;
        for (long line = e.LineNumber ?? 0; line > 0; line--)
        {
            start += json[start..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(start + (e.BytePositionInLine ?? 0), json.Length);
    }

    static int FirstBad(ReadOnlySpan<byte> json)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(json[at..], out _, out int length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
