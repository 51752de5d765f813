using System.Text.Json;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Routing;
using MetaLogging.Events;
using MetaLogging.Recording;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Events;

/// <summary>What the recording of events answers.</summary>
internal static class ReceiptJson
{
    /// <summary>201 for a new event, 200 for one that was there.</summary>
    public static Task WriteAsync(HttpResponse response, RecordingOutcome outcome, string origin, EventKind? kind)
    {
        bool isDuplicate = outcome.State == RecordingState.Duplicate;
        return JsonAnswer.WriteAsync(response, Write, isDuplicate ? StatusCodes.Status200OK : StatusCodes.Status201Created);

        void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            json.WriteString("message"u8, isDuplicate ? "It was recorded before."u8 : "Recorded."u8);
            json.WriteString("id"u8, outcome.Id);
            json.WriteString("origin"u8, origin);
            json.WriteNumber("sequence"u8, outcome.Sequence);
            if (kind == EventKind.FailedLogin)
            {
                json.WriteNull("assessment"u8);   // nothing assesses yet
            }

            json.WriteEndObject();
        }
    }

    /// <summary>What became of a batch.</summary>
    public static Task WriteAsync(HttpResponse response, BatchReceipt receipt, IReadOnlyList<int> lines, BatchOptions options)
    {
        return JsonAnswer.WriteAsync(response, Write, StatusCodes.Status201Created);

        void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            json.WriteNumber("accepted"u8, receipt.Accepted);
            json.WriteNumber("duplicates"u8, receipt.Duplicates);
            json.WriteString("origin"u8, receipt.Origin);
            WriteOrNull(json, "first_sequence", receipt.FirstSequence);
            WriteOrNull(json, "last_sequence", receipt.LastSequence);
            if (options.SkipInvalid)
            {
                json.WriteStartArray("rejected"u8);
                foreach (RejectedEvent rejected in receipt.Rejected)
                {
                    json.WriteStartObject();
                    json.WriteNumber("line"u8, lines[rejected.Index]);
                    json.WritePropertyName("errors"u8);
                    Problem.WriteErrors(json, rejected.Problems);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }
    }

    static void WriteOrNull(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
