using System.Text.Encodings.Web;
using System.Text.Json;
using MetaLogging.Validation;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Problems;

/// <summary>An answer that says what is wrong: problem details of RFC 9457, with <c>errors</c> by field.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What kind of problem; the same text each time.</param>
/// <param name="Detail">What happened and what to do, in a sentence or two.</param>
internal sealed record Problem(int Status, string Title, string Detail)
{
    static readonly JsonWriterOptions Spelling = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The kind, for programs; see <see cref="ProblemTypes"/>.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>What is wrong with which field.</summary>
    public IReadOnlyList<EventProblem> Errors { get; init; } = [];

    /// <summary>The fields that differ from those of the event that had the id before.</summary>
    public IReadOnlyList<string>? ConflictingFields { get; init; }

    /// <summary>How many seconds to wait before trying again; null: trying again does not help.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The verbs that there are; null: not the question.</summary>
    public string? Allow { get; init; }

    /// <summary>Answers it, where the answer has not begun.</summary>
    public async Task WriteAsync(HttpContext http)
    {
        HttpResponse response = http.Response;
        if (response.HasStarted)
        {
            http.Abort();
            return;
        }

        byte[] body = ToUtf8();
        response.Clear();
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Allow is not null)
        {
            response.Headers.Allow = Allow;
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
    }

    byte[] ToUtf8()
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, Spelling))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, Type);
            json.WriteString("title"u8, Title);
            json.WriteNumber("status"u8, Status);
            json.WriteString("detail"u8, Detail);
            if (Errors.Count > 0)
            {
                json.WritePropertyName("errors"u8);
                WriteErrors(json, Errors);
            }

            if (ConflictingFields is { } fields)
            {
                json.WriteStartArray("conflicting_fields"u8);
                foreach (string field in fields)
                {
                    json.WriteStringValue(field);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        body.WriteByte((byte)'\n');
        return body.ToArray();
    }

    /// <summary>Writes <c>{"field": ["message", …], …}</c>; what is wrong with the whole stands under <c>$</c>.</summary>
    public static void WriteErrors(Utf8JsonWriter json, IEnumerable<EventProblem> errors)
    {
        json.WriteStartObject();
        foreach (IGrouping<string, EventProblem> field in errors.GroupBy(error => error.Field.Length == 0 ? "$" : error.Field))
        {
            json.WriteStartArray(field.Key);
            foreach (EventProblem error in field)
            {
                json.WriteStringValue(error.Message);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
