using System.Text;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>
/// A text in an answer, as our queries write it: with a sign before it, so that an empty text is not the empty cell of an absent one, and with
/// escaped line ends, as the server's CSV writes every one as CR LF and leaves single CRs out.
/// </summary>
/// <remarks>github.com/influxdata/flux, csv/result.go: <c>UseCRLF</c> of Go's encoding/csv.</remarks>
internal static class FluxCell
{
    /// <summary>The text of a cell; null for the empty one.</summary>
    /// <exception cref="FormatException">It is none of ours.</exception>
    public static string? Text(string cell)
    {
        if (cell.Length == 0)
        {
            return null;
        }

        if (cell[0] != '=')
        {
            throw new FormatException("A text has no sign before it.");
        }

        if (!cell.Contains('\\', StringComparison.Ordinal))
        {
            return cell[1..];
        }

        StringBuilder text = new(cell.Length);
        for (int i = 1; i < cell.Length; i++)
        {
            text.Append(cell[i] != '\\' ? cell[i] : (++i < cell.Length ? cell[i] : '\0') switch
            {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => throw new FormatException("A text has an escape that is none."),
            });
        }

        return text.ToString();
    }
}
