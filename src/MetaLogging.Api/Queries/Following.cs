using MetaLogging.Api.Own;
using MetaLogging.Api.Routing;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Stores;
using Microsoft.Extensions.Hosting;

namespace MetaLogging.Api.Queries;

/// <summary>Answers with events as they come, until the caller is gone, its key is revoked, or the server stops.</summary>
internal sealed class Following(AuditTrail trail, ReadLedger ledger, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How many of the newest are shown first, where the caller does not say.</summary>
    const int FirstItems = 10;

    /// <summary>Behind by so many, it does not wait for more.</summary>
    const int ManyEvents = 500;

    /// <summary>What comes within so long is asked for at once.</summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a store that is not well is left alone, and how often a quiet stream looks whether its caller may still call.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task AnswerAsync<TEvent, TQuery>(
        ApiRequest request, string what, TQuery query, bool isLimited,
        Func<TQuery, CancellationToken, Task<Page<TEvent>>> ask,
        Func<TQuery, long, CancellationToken, Task<NewEvents<TEvent>>> askNew)
        where TEvent : TrailEvent
        where TQuery : EventQuery
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, lifetime.ApplicationStopping);
        CancellationToken end = ends.Token;
        ItemStream stream = new(request.Http);
        bool hasBegun = false;
        try
        {
            long next = trail.NextSequence;
            Page<TEvent> newest = await ask(
                query with { Limit = isLimited ? query.Limit : FirstItems, Order = QueryOrder.NewestFirst }, end).ConfigureAwait(false);
            Recorded<TEvent>[] first = [.. newest.Items.Where(item => item.Sequence < next).Reverse()];
            await TellAsync(first.Length, isFurther: false).ConfigureAwait(false);
            await stream.BeginAsync(end).ConfigureAwait(false);
            hasBegun = true;
            await stream.WriteAsync(first, end).ConfigureAwait(false);
            while (request.Caller.IsValid())
            {
                if (!await WaitAsync(next, end).ConfigureAwait(false))
                {
                    continue;
                }

                NewEvents<TEvent> news = await AskAsync(next, end).ConfigureAwait(false);
                next = news.Next;
                if (news.Items.Count > 0 && request.Caller.IsValid())
                {
                    await TellAsync(news.Items.Count, isFurther: true).ConfigureAwait(false);
                    await stream.WriteAsync(news.Items, end).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && hasBegun)
        {
            // It never ends by itself; the caller sees it broken off.
        }
        finally
        {
            if (hasBegun)
            {
                request.Http.Abort();
            }
        }

        async Task<NewEvents<TEvent>> AskAsync(long from, CancellationToken token)
        {
            while (true)
            {
                try
                {
                    return await askNew(query, from, token).ConfigureAwait(false);
                }
                catch (StoreException)
                {
                    await Task.Delay(Patience, time, token).ConfigureAwait(false);   // what came meanwhile follows when the store is well again
                }
            }
        }

        ValueTask TellAsync(int returned, bool isFurther) => ledger.TellAsync(
            request.Http, request.Caller, what, AskedFilters.Of(request.Http.Request.Query), returned, isFurther);
    }

    /// <summary>Waits for news; false when there were none for a while.</summary>
    async Task<bool> WaitAsync(long next, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task news = trail.WaitForAsync(next, patience.Token).AsTask();
        bool hasNews = await Task.WhenAny(news, Task.Delay(Patience, time, patience.Token)).ConfigureAwait(false) == news;
        await patience.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (hasNews && trail.NextSequence - next < ManyEvents)
        {
            await Task.Delay(Pace, time, cancellationToken).ConfigureAwait(false);
        }

        return hasNews;
    }
}
