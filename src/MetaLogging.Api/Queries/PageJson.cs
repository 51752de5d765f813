using MetaLogging.Api.Routing;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Queries;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Queries;

/// <summary>A page of events, or one, as JSON.</summary>
internal static class PageJson
{
    /// <summary><c>{"items":[…],"next_cursor":…,"total"?,"lag_seconds"?}</c></summary>
    public static Task WriteAsync<TEvent>(HttpResponse response, Page<TEvent> page)
        where TEvent : TrailEvent => JsonAnswer.WriteAsync(response, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (Recorded<TEvent> item in page.Items)
            {
                ItemWriter.Write(item, json);
            }

            json.WriteEndArray();
            json.WriteString("next_cursor"u8, page.NextCursor);
            if (page.Total is { } total)
            {
                json.WriteNumber("total"u8, total);
            }

            if (page.LagSeconds is { } lag)
            {
                json.WriteNumber("lag_seconds"u8, lag);
            }

            json.WriteEndObject();
        });

    /// <summary>One item.</summary>
    public static Task WriteAsync(HttpResponse response, Recorded<TrailEvent> item) =>
        JsonAnswer.WriteAsync(response, json => ItemWriter.Write(item, json));
}
