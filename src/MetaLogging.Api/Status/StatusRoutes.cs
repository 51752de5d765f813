using System.Text.Json;
using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Description;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Configuration;
using MetaLogging.Extensions;
using MetaLogging.Journaling;
using MetaLogging.Stores;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Status;

/// <summary>The routes that say how the trail is: alive, ready, what is wrong with its settings, and everything, for doctor.</summary>
internal sealed class StatusRoutes(AuditTrail trail, ApiIssues issues, ExtensionHost extensions) : IApiRoutes
{
    /// <summary>The status is wanted most when something does not answer.</summary>
    static readonly TimeSpan PatienceWithStores = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/healthz", null, AnswerAliveAsync) { Description = RouteDescriptions.Alive },
        new("GET", "/readyz", null, AnswerReadyAsync) { Description = RouteDescriptions.Ready },
        new("GET", "/api/v1/config/issues", Permissions.Manage, AnswerIssuesAsync) { Description = RouteDescriptions.Issues },
        new("GET", "/api/v1/extensions", Permissions.Manage, AnswerExtensionsAsync) { Description = RouteDescriptions.Extensions },
        new("GET", "/api/v1/status", Permissions.Manage, AnswerStatusAsync) { Description = RouteDescriptions.Status },
    ];

    /// <summary>The word for a state of the journal.</summary>
    public static string WordOf(JournalState state) => state switch
    {
        JournalState.Ready => "ready",
        JournalState.LowOnSpace => "low_on_space",
        JournalState.Full => "full",
        JournalState.Damaged => "damaged",
        _ => "read_only",
    };

    /// <summary>The state of the journal that a word means; one that is not known here counts as not writable.</summary>
    public static JournalState StateOf(string word) =>
        Enum.GetValues<JournalState>().Cast<JournalState?>().FirstOrDefault(state => WordOf(state!.Value) == word) ?? JournalState.ReadOnly;

    /// <summary>Events can be recorded, and will be for a while.</summary>
    static bool IsReady(JournalState state) => state is JournalState.Ready or JournalState.Damaged;

    Task AnswerAliveAsync(ApiRequest request) => AnswerHealthAsync(request, StatusCodes.Status200OK);

    Task AnswerReadyAsync(ApiRequest request) => AnswerHealthAsync(
        request, IsReady(trail.Health.Journal.State) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    /// <summary>Words only: whoever has no key must not learn of paths and sizes.</summary>
    Task AnswerHealthAsync(ApiRequest request, int status)
    {
        TrailHealth health = trail.Health;
        return JsonAnswer.WriteAsync(
            request.Http.Response,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("status"u8, IsReady(health.Journal.State) ? "ready"u8 : "not_ready"u8);
                json.WriteString("journal"u8, WordOf(health.Journal.State));
                json.WriteStartObject("stores"u8);
                foreach (StoreHealth store in health.Stores)
                {
                    json.WriteString(store.Name, store.Problem is null ? "available"u8 : "unavailable"u8);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            },
            status);
    }

    /// <summary>Sizes, positions and settings are about what all tenants have recorded.</summary>
    static void RequireNoTenant(ApiRequest request)
    {
        if (request.Caller.TenantId is not null)
        {
            throw new ProblemException(Refusals.WholeTrail);
        }
    }

    async Task AnswerIssuesAsync(ApiRequest request)
    {
        RequireNoTenant(request);
        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        IReadOnlyList<ConfigurationIssue> found = await issues.FindAsync(request.Aborted).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(request.Http.Response, json =>
        {
            json.WriteStartArray();
            foreach (ConfigurationIssue issue in found)
            {
                json.WriteStartObject();
                json.WriteString("setting"u8, issue.Setting);
                json.WriteString("severity"u8, issue.Severity == IssueSeverity.Error ? "error"u8 : "warning"u8);
                json.WriteString("message"u8, issue.Message);
                json.WriteString("remedy"u8, issue.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    async Task AnswerExtensionsAsync(ApiRequest request)
    {
        RequireNoTenant(request);
        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        await extensions.CheckAbilitiesAsync(request.Aborted).ConfigureAwait(false);
        IReadOnlyList<ExtensionHealth> health = await extensions.CheckHealthAsync(request.Aborted).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(request.Http.Response, json => ExtensionsJson.Write(json, extensions, health)).ConfigureAwait(false);
    }

    async Task AnswerStatusAsync(ApiRequest request)
    {
        RequireNoTenant(request);
        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        TrailHealth health = trail.Health;
        Dictionary<string, IReadOnlyList<SetAside>> aside = [];
        foreach (StoreHealth store in health.Stores)
        {
            using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
            late.CancelAfter(PatienceWithStores);
            try
            {
                aside[store.Name] = await trail.ReadSetAsideAsync(store.Name, late.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StoreException || (e is OperationCanceledException && !request.Aborted.IsCancellationRequested))
            {
                aside[store.Name] = [];   // its problem stands beside it
            }
        }

        await JsonAnswer.WriteAsync(request.Http.Response, json => WriteStatus(json, health, aside)).ConfigureAwait(false);
    }

    void WriteStatus(Utf8JsonWriter json, TrailHealth health, Dictionary<string, IReadOnlyList<SetAside>> aside)
    {
        json.WriteStartObject();
        json.WriteString("origin"u8, trail.Origin);
        json.WriteNumber("next_sequence"u8, trail.NextSequence);
        json.WriteStartObject("journal"u8);
        json.WriteString("state"u8, WordOf(health.Journal.State));
        json.WriteString("reason"u8, health.Journal.Reason);
        json.WriteNumber("free_bytes"u8, health.Journal.FreeBytes);
        json.WriteStartArray("damage"u8);
        foreach (JournalDamage damage in health.Journal.Damage)
        {
            json.WriteStartObject();
            json.WriteString("file"u8, damage.File);
            json.WriteNumber("first_sequence"u8, damage.FirstSequence);
            json.WriteNumber("end_sequence"u8, damage.EndSequence);
            json.WriteString("reason"u8, damage.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("stores"u8);
        foreach (StoreHealth store in health.Stores)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, store.Name);
            json.WriteString("title"u8, store.Title);
            json.WriteNumber("position"u8, store.Position);
            json.WriteString("problem"u8, store.Problem);
            if (store.PendingOrders is { } pending)
            {
                json.WriteNumber("pending_orders"u8, pending);
            }
            else
            {
                json.WriteNull("pending_orders"u8);
            }

            json.WriteStartArray("set_aside"u8);
            foreach (SetAside range in aside[store.Name])
            {
                json.WriteStartObject();
                json.WriteNumber("first_sequence"u8, range.FirstSequence);
                json.WriteNumber("end_sequence"u8, range.EndSequence);
                json.WriteString("reason"u8, range.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
