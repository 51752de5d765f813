using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MetaLogging.InfluxDb.Http;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>
/// Reads the answer to a statement piece by piece: with <c>chunked=true</c> the server sends a JSON document a line, each with a part of
/// the rows, and says in it whether more follow. A whole answer in one document is cut at max-row-limit without a word.
/// </summary>
internal static class InfluxQlAnswer
{
    /// <summary>No piece of an honest server is as long.</summary>
    const long LongestPiece = 512 << 20;

    /// <summary>The pieces of all series, one after another. Each is valid until the next one is asked for.</summary>
    /// <exception cref="StoreException">The server answered with an error, with half an answer, or with what is none of InfluxDB's.</exception>
    public static async IAsyncEnumerable<SeriesPiece> ReadAsync(HttpAnswer answer, string server, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PipeReader reader = PipeReader.Create(await answer.OpenAsync().ConfigureAwait(false));
        bool hasEnd = false;
        try
        {
            while (await ReadLineAsync(reader, answer, server).ConfigureAwait(false) is { } line)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using JsonDocument document = Parse(line, server);
                foreach (SeriesPiece piece in PiecesOf(document.RootElement, server))
                {
                    yield return piece;
                }

                hasEnd = !IsPartial(document.RootElement);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }

        if (!hasEnd)
        {
            throw InfluxFailure.BrokenOff(server, new EndOfStreamException());
        }
    }

    /// <summary>The next line that is not empty; null at the end.</summary>
    static async Task<byte[]?> ReadLineAsync(PipeReader reader, HttpAnswer answer, string server)
    {
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(answer.Token).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                if (buffer.PositionOf((byte)'\n') is { } end)
                {
                    byte[] line = buffer.Slice(0, end).ToArray();
                    reader.AdvanceTo(buffer.GetPosition(1, end));
                    if (line.AsSpan().Trim(" \r\t"u8).Length > 0)
                    {
                        return line;
                    }
                }
                else if (read.IsCompleted)
                {
                    byte[] rest = buffer.ToArray();
                    reader.AdvanceTo(buffer.End);
                    return rest.AsSpan().Trim(" \r\t"u8).Length > 0 ? rest : null;
                }
                else if (buffer.Length > LongestPiece)
                {
                    throw InfluxFailure.NoInfluxDb(server, "a line without an end");
                }
                else
                {
                    reader.AdvanceTo(buffer.Start, buffer.End);
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException or OperationCanceledException)
        {
            throw answer.Translate(e);
        }
    }

    static JsonDocument Parse(byte[] line, string server)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw line[0] == '{' ? InfluxFailure.BrokenOff(server, e) : InfluxFailure.NoInfluxDb(server, "what is no JSON", e);
        }
    }

    static List<SeriesPiece> PiecesOf(JsonElement document, string server)
    {
        ThrowIfError(document, server);
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty("results", out JsonElement results) || results.ValueKind != JsonValueKind.Array)
        {
            throw InfluxFailure.NoInfluxDb(server, "JSON without results");
        }

        List<SeriesPiece> pieces = [];
        foreach (JsonElement result in results.EnumerateArray())
        {
            ThrowIfError(result, server);
            if (result.ValueKind != JsonValueKind.Object)
            {
                throw InfluxFailure.NoInfluxDb(server, "a result of another shape");
            }

            if (result.TryGetProperty("series", out JsonElement all))
            {
                pieces.AddRange(all.ValueKind == JsonValueKind.Array && all.EnumerateArray().All(IsSeries)
                    ? all.EnumerateArray().Select(one => new SeriesPiece(one))
                    : throw InfluxFailure.NoInfluxDb(server, "rows of another shape"));
            }
        }

        return pieces;
    }

    /// <summary>Whether it has columns, and rows that are as long.</summary>
    static bool IsSeries(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("columns", out JsonElement columns) || columns.ValueKind != JsonValueKind.Array
            || (json.TryGetProperty("tags", out JsonElement tags) && tags.ValueKind != JsonValueKind.Object))
        {
            return false;
        }

        int width = columns.GetArrayLength();
        return !json.TryGetProperty("values", out JsonElement rows) || (rows.ValueKind == JsonValueKind.Array
            && rows.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Array && row.GetArrayLength() == width));
    }

    static bool IsPartial(JsonElement document) => document.GetProperty("results").EnumerateArray()
        .Any(result => result.TryGetProperty("partial", out JsonElement partial) && partial.ValueKind != JsonValueKind.False);

    static void ThrowIfError(JsonElement json, string server)
    {
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out JsonElement error))
        {
            throw InfluxQlFailure.Of(server, error.ValueKind == JsonValueKind.String ? error.GetString()! : "");
        }
    }
}
