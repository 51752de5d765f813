using System.Text.Json;
using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Description;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Log;

/// <summary>The route that says what is needed to check the log: its name, its keys, how far it is signed, what it keeps.</summary>
internal sealed class LogRoutes(AuditTrail trail, IOptions<ApiOptions> options) : IApiRoutes
{
    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
        [new("GET", "/api/v1/log", options.Value.PublicLog ? null : Permissions.Read, AnswerAsync) { Description = RouteDescriptions.Log, IsOfLog = true }];

    Task AnswerAsync(ApiRequest request)
    {
        if (request.CallerOrNone?.TenantId is not null)
        {
            throw new ProblemException(Refusals.WholeTrail);
        }

        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        return JsonAnswer.WriteAsync(request.Http.Response, Write);
    }

    void Write(Utf8JsonWriter json)
    {
        SignedCheckpoint? newest = trail.SignedLog.Newest;
        json.WriteStartObject();
        json.WriteString("origin"u8, trail.Origin);
        json.WriteStartArray("vkeys"u8);
        foreach (VerifierKey key in trail.SignedLog.Keys)
        {
            json.WriteStringValue(key.Text);
        }

        json.WriteEndArray();
        json.WriteNumber("size"u8, newest?.Size ?? 0);
        json.WriteString("root"u8, newest?.Root.ToString());
        json.WriteNumber("next_sequence"u8, trail.NextSequence);
        json.WriteNumber("first_sequence"u8, trail.Journal.FirstSequence);
        json.WriteNumber("minimum_index"u8, trail.SignedLog.MinimumIndex);
        json.WriteStartObject("policy"u8);
        json.WriteBoolean("public"u8, options.Value.PublicLog);
        json.WriteNumber("checkpoint_seconds"u8, trail.Options.Journal.CheckpointInterval.TotalSeconds);
        json.WriteEndObject();
        json.WriteString("problem"u8, trail.SignedLog.Problem);
        json.WriteEndObject();
    }
}
