using MetaLogging.Api.Events;
using MetaLogging.Events;
using MetaLogging.Json;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Queries;

/// <summary>Answers with items as JSON lines, as they come.</summary>
internal sealed class ItemStream(HttpContext http)
{
    /// <summary>Bytes that are written before the caller's pace is waited for.</summary>
    const int FlushAt = 64 << 10;

    /// <summary>Begins the answer, so that the caller sees that it is being followed.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        SetHeaders();
        return http.Response.StartAsync(cancellationToken);
    }

    /// <summary>Writes items, an item a line, and flushes.</summary>
    public async Task WriteAsync<TEvent>(IReadOnlyList<Recorded<TEvent>> items, CancellationToken cancellationToken)
        where TEvent : TrailEvent
    {
        SetHeaders();
        foreach (Recorded<TEvent> item in items)
        {
            ItemWriter.Write(item, http.Response.BodyWriter);
            "\n"u8.CopyTo(http.Response.BodyWriter.GetSpan(1));
            http.Response.BodyWriter.Advance(1);
            if (http.Response.BodyWriter.UnflushedBytes >= FlushAt)
            {
                await http.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await http.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    void SetHeaders()
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = BodyEncoding.Ndjson;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Accel-Buffering"] = "no";   // a proxy must not keep lines back
        }
    }
}
