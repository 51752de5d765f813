using MetaLogging.Bench.Data;
using MetaLogging.Bench.Ingesting;
using MetaLogging.Bench.Results;
using MetaLogging.Numbers;
using MetaLogging.Queries;

namespace MetaLogging.Bench.Querying;

/// <summary>Our side: what an application asks of an audit trail.</summary>
internal static class OurQueries
{
    public static async Task<Measured> FillAsync(long events, string folder)
    {
        await using (AuditTrail trail = await OurTrail.OpenAsync(folder))
        {
            await OurIngest.RecordAllAsync(trail, 0, events, events);
            await trail.CatchUpAsync(OurTrail.StoreName);
        }

        Measured measured = [];
        OurTrail.AddBytes(measured, folder);
        return measured;
    }

    public static async Task<Measured> RunAsync(long events, string folder)
    {
        StoppedClock clock = new();
        await using AuditTrail trail = await OurTrail.OpenAsync(folder, clock);
        return await RunAsync(events, trail, clock);
    }

    /// <summary>The same of a trail that is open.</summary>
    public static async Task<Measured> RunAsync(long events, AuditTrail trail, TimeProvider clock)
    {
        return await QuestionTimer.MeasureAsync(AskAsync);

        async Task<long> AskAsync(string question, int n) => question switch
        {
            Question.NewestOfUser => await PageAsync(new() { UserId = [GeneratedEvents.UserId(n)], Limit = 50 }),
            Question.NewestOfRareUser =>
                await PageAsync(new() { UserId = [GeneratedEvents.UserId(GeneratedEvents.Users - 1 - n)], Limit = 50 }),
            Question.NewestOfAddress => await PageAsync(new() { IpAddress = [GeneratedEvents.Event(n, events).IpAddress!], Limit = 50 }),
            Question.NewestOfAll => await PageAsync(new() { Limit = 50 }),
            Question.ByAction => await PageAsync(ActionQuery(n)),
            Question.ByActionWithTotal => (await trail.QueryAsync(ActionQuery(n) with { IncludeTotal = true })).Total!.Value,
            Question.PrivacyReport =>
                (await trail.ReportPrivacyAsync(new() { Range = TimeRange.Last(TimeSpan.FromDays(30), clock) })).PrivacyEvents,
            Question.Summary => (await trail.SummarizeAsync()).Counts!.Value.AuditEvents,
            Question.ById => (await trail.FindAsync(GeneratedEvents.Id((n + 1) * (events / 30)))).Count,
            Question.Text => await PageAsync(new() { Text = [GeneratedEvents.RareWord], Limit = 50 }),
            _ => throw new ArgumentException(question),
        };

        async Task<long> PageAsync(AuditEventQuery query) => (await trail.QueryAsync(query)).Items.Count;
    }

    static AuditEventQuery ActionQuery(int n) =>
        new()
        {
            Action = [Question.Actions[n % Question.Actions.Length]],
            StartTime = GeneratedEvents.End.AddDays(-30),
            EndTime = GeneratedEvents.End,
            Limit = 50,
        };
}
