using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using MetaLogging.InfluxDb.Http;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>
/// Reads the answer to a query, which is annotated CSV: tables with annotations and a header before them and an empty line behind them. What goes wrong on the way
/// stands in it as a table of its own. An empty line ends it, by which a whole answer is told from half of one.
/// </summary>
/// <remarks>https://docs.influxdata.com/influxdb/v2/reference/syntax/annotated-csv/; github.com/influxdata/flux, csv/result.go and result.go.</remarks>
internal static class FluxAnswer
{
    /// <summary>The rows of all tables, one after another.</summary>
    /// <exception cref="Stores.StoreException">The server answered with an error, with half an answer, or with what is none of InfluxDB's.</exception>
    public static async IAsyncEnumerable<FluxRow> ReadAsync(HttpAnswer answer, string server, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PipeReader reader = PipeReader.Create(await answer.OpenAsync().ConfigureAwait(false));
        try
        {
            CsvRecords records = new(reader);
            Dictionary<string, int>? columns = null;
            string[] defaults = [];
            bool hasEnd = false;
            while (await ReadRecordAsync(records, answer, server).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                hasEnd = records.IsEmptyLine;
                if (hasEnd)
                {
                    (columns, defaults) = (null, []);
                }
                else if (columns is null && records.Cells[0] is ['#', .. var annotation])
                {
                    defaults = annotation == "default" ? ["", .. records.Cells.Skip(1)] : defaults;
                }
                else if (columns is null)
                {
                    columns = ReadHeader(records.Cells, server);
                }
                else
                {
                    yield return ReadRow(columns, defaults, records.Cells, server);
                }
            }

            if (!hasEnd)
            {
                throw InfluxFailure.BrokenOff(server, new EndOfStreamException());
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    static async ValueTask<bool> ReadRecordAsync(CsvRecords records, HttpAnswer answer, string server)
    {
        try
        {
            return await records.ReadAsync(answer.Token).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw NoTable(server, e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException or OperationCanceledException)
        {
            throw answer.Translate(e);
        }
    }

    static Dictionary<string, int> ReadHeader(IReadOnlyList<string> cells, string server)
    {
        if (cells.Count < 2 || cells[0].Length > 0 || !cells.Contains("table") && !IsError(cells))
        {
            throw NoTable(server, null);
        }

        Dictionary<string, int> columns = [];
        for (int i = 1; i < cells.Count; i++)
        {
            columns[cells[i]] = i;
        }

        return columns;
    }

    static FluxRow ReadRow(Dictionary<string, int> columns, string[] defaults, IReadOnlyList<string> cells, string server)
    {
        // A header has a cell more than it has columns, the annotations' own. A column that is there twice is none of ours.
        if (cells.Count != columns.Count + 1 || cells[0].Length > 0)
        {
            throw NoTable(server, null);
        }

        FluxRow row = new(columns, defaults, cells);
        return columns.ContainsKey("error") && !columns.ContainsKey("table") ? throw FluxFailure.Of(server, row["error"]) : row;
    }

    static bool IsError(IReadOnlyList<string> cells) => cells is [_, "error", ..];

    static Stores.StoreException NoTable(string server, Exception? reason) => InfluxFailure.NoInfluxDb(server, "what is no annotated CSV", reason);
}
