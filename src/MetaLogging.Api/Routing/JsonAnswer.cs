using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Routing;

/// <summary>Answers with one JSON value.</summary>
internal static class JsonAnswer
{
    static readonly JsonWriterOptions Spelling = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes it whole, so that it has a length and can't end in the middle unseen.</summary>
    public static async Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, Spelling))
        {
            write(json);
        }

        body.WriteByte((byte)'\n');   // a terminal's prompt stands on its own line
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), response.HttpContext.RequestAborted).ConfigureAwait(false);
    }
}
