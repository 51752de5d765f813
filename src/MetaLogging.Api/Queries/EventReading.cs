using System.Text.Json.Nodes;
using MetaLogging.Api.Access;
using MetaLogging.Api.Description;
using MetaLogging.Api.Events;
using MetaLogging.Api.Own;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Routing;
using MetaLogging.Events;
using MetaLogging.Queries;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Queries;

/// <summary>The routes that answer with events: a page, a stream, one by its id.</summary>
internal sealed class EventReading(AuditTrail trail, ReadLedger ledger, Following following) : IApiRoutes
{
    /// <summary>How many events a stream asks for at a time.</summary>
    const int StreamedPage = 1000;

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
    [
        Pages(EventKind.AuditEvent, EventQueries.AuditEvents, trail.QueryAsync, (query, from, token) => trail.QueryNewAsync<AuditEvent>(query, from, token)),
        Pages(EventKind.FailedLogin, EventQueries.FailedLogins, trail.QueryAsync, (query, from, token) => trail.QueryNewAsync<FailedLoginAttempt>(query, from, token)),
        Pages(EventKind.SystemEvent, EventQueries.SystemEvents, trail.QueryAsync, (query, from, token) => trail.QueryNewAsync<SystemEvent>(query, from, token)),
        One(EventKind.AuditEvent), One(EventKind.FailedLogin), One(EventKind.SystemEvent), One(null),
    ];

    /// <summary>Whether the caller wants a stream: it names that media type, whatever else it takes.</summary>
    public static bool WantsStream(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(BodyEncoding.Ndjson, StringComparison.OrdinalIgnoreCase);

    /// <summary>The last word of the paths of a kind: <c>audit-events</c>; <c>events</c> for any.</summary>
    public static string PathOf(EventKind? kind) => kind switch
    {
        EventKind.AuditEvent => "audit-events",
        EventKind.FailedLogin => "failed-logins",
        EventKind.SystemEvent => "system-events",
        _ => "events",
    };

    ApiRoute Pages<TEvent, TQuery>(
        EventKind kind,
        Func<QueryParameters, Caller, TQuery> read,
        Func<TQuery, CancellationToken, Task<Page<TEvent>>> ask,
        Func<TQuery, long, CancellationToken, Task<NewEvents<TEvent>>> askNew)
        where TEvent : TrailEvent
        where TQuery : EventQuery
    {
        return new("GET", $"/api/v1/{PathOf(kind)}", Permissions.Read, AnswerAsync) { Description = RouteDescriptions.Pages(kind) };

        async Task AnswerAsync(ApiRequest request)
        {
            QueryParameters parameters = new(request.Http.Request.Query);
            TQuery query = read(parameters, request.Caller);
            bool follows = parameters.Flag("follow") ?? false;
            parameters.RequireNoOthers();
            if (!WantsStream(request.Http.Request))
            {
                if (follows)
                {
                    throw new InvalidQueryException("follow", $"needs the header Accept: {BodyEncoding.Ndjson}");
                }

                await AnswerPageAsync(request, kind, await ask(query, request.Aborted).ConfigureAwait(false), query.Cursor is not null).ConfigureAwait(false);
                return;
            }

            if (query.Cursor is not null)
            {
                throw new InvalidQueryException("cursor", "is for pages; a stream goes on by itself");
            }

            bool isLimited = request.Http.Request.Query.ContainsKey("limit");
            if (follows)
            {
                await following.AnswerAsync(request, PathOf(kind), query, isLimited, ask, askNew).ConfigureAwait(false);
            }
            else
            {
                await AnswerStreamAsync(request, kind, query, isLimited ? query.Limit : long.MaxValue, ask).ConfigureAwait(false);
            }
        }
    }

    async Task AnswerPageAsync<TEvent>(ApiRequest request, EventKind kind, Page<TEvent> page, bool isFurther)
        where TEvent : TrailEvent
    {
        await TellAsync(request, kind, page.Items.Count, isFurther).ConfigureAwait(false);
        await PageJson.WriteAsync(request.Http.Response, page).ConfigureAwait(false);
    }

    async Task AnswerStreamAsync<TEvent, TQuery>(
        ApiRequest request, EventKind kind, TQuery query, long left, Func<TQuery, CancellationToken, Task<Page<TEvent>>> ask)
        where TEvent : TrailEvent
        where TQuery : EventQuery
    {
        string? cursor = null;
        bool hasBegun = false;
        ItemStream stream = new(request.Http);
        do
        {
            TQuery next = query with { Cursor = cursor, Limit = (int)Math.Min(left, StreamedPage) };
            try
            {
                Page<TEvent> page = await ask(next, request.Aborted).ConfigureAwait(false);
                if (hasBegun && !request.Caller.IsValid())
                {
                    request.Http.Abort();
                    return;
                }

                await TellAsync(request, kind, page.Items.Count, hasBegun).ConfigureAwait(false);
                hasBegun = true;
                await stream.WriteAsync(page.Items, request.Aborted).ConfigureAwait(false);
                left -= page.Items.Count;
                cursor = page.NextCursor;
            }
            catch (Exception) when (hasBegun)
            {
                request.Http.Abort();   // not ended: what came so far must not look like all there is
                throw;
            }
        }
        while (cursor is not null && left > 0);
    }

    ApiRoute One(EventKind? kind)
    {
        return new("GET", $"/api/v1/{PathOf(kind)}/{{id}}", Permissions.Read, AnswerAsync) { Description = RouteDescriptions.One(kind) };

        async Task AnswerAsync(ApiRequest request)
        {
            QueryParameters parameters = new(request.Http.Request.Query);
            string? tenant = EventQueries.Tenant(parameters, request.Caller);
            parameters.RequireNoOthers();
            string text = (string)request.Http.Request.RouteValues["id"]!;
            if (!Guid.TryParseExact(text, "D", out Guid id))
            {
                throw new InvalidQueryException("id", "is not a UUID such as 0198a0b0-c0d0-7e0f-8000-0123456789ab");
            }

            IReadOnlyList<Recorded<TrailEvent>> found = await trail.FindAsync(id, tenant, request.Aborted).ConfigureAwait(false);
            Recorded<TrailEvent>[] ofKind = [.. found.Where(item => kind is null || item.Event.Kind == kind)];
            JsonObject filters = AskedFilters.Of(request.Http.Request.Query);
            filters["id"] = id.ToString();
            await ledger.TellAsync(request.Http, request.Caller, PathOf(kind), filters, ofKind.Length, isFurther: false).ConfigureAwait(false);
            if (WantsStream(request.Http.Request) && ofKind.Length > 0)
            {
                await new ItemStream(request.Http).WriteAsync(ofKind, request.Aborted).ConfigureAwait(false);
                return;
            }

            await PageJson.WriteAsync(request.Http.Response, ofKind switch
            {
                [] => throw new ProblemException(Refusals.NoEvent),
                [var one] => one,
                _ => throw new ProblemException(Refusals.SeveralTenants),
            }).ConfigureAwait(false);
        }
    }

    ValueTask TellAsync(ApiRequest request, EventKind kind, int returned, bool isFurther) =>
        ledger.TellAsync(request.Http, request.Caller, PathOf(kind), AskedFilters.Of(request.Http.Request.Query), returned, isFurther);
}
