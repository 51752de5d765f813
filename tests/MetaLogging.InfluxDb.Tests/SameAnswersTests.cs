using System.Globalization;
using System.Text;
using CsCheck;
using MetaLogging.Embedded;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Whatever is applied, erased, dropped and asked: InfluxDB answers as the embedded store does.</summary>
public class SameAnswersTests(SharedServer shared)
{
    static readonly Gen<(TrailEvent What, Assessment? Found)[]> Events = Gen.Select(Gens.Event, Gens.Assessed).Array[1, 25];

    /// <summary>How often it is tried.</summary>
    protected virtual int Iterations => 20;

    /// <summary>The most questions that are asked between two steps.</summary>
    protected virtual int Queries => 20;

    /// <summary>The settings of a store on a database of its own.</summary>
    protected virtual InfluxDbOptions NewOptions() => shared.Server.Options(InfluxServer.NewDatabase());

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_is_that_of_the_embedded_store() => await Gen
        .Select(
            Gen.Select(Events, Gen.Int[0, 6], Gen.Int[0, 15]).Array[1, 5], Gens.Query.Array[1, Queries], Gens.Scope.Array[1, 1 + (Queries / 6)], Gen.Int[1, 30])
        .SampleAsync(async (steps, queries, scopes, batchSize) =>
        {
            InfluxDbOptions options = NewOptions();
            options.BatchSize = batchSize;
            await using Both both = await Both.OpenAsync(options);
            Trail trail = new();
            foreach (((TrailEvent What, Assessment? Found)[] events, int deed, int parts) in steps)
            {
                long from = trail.Next;
                foreach ((TrailEvent what, Assessment? found) in events)
                {
                    trail.Add(what, found);
                }

                if (deed == 0 && parts > 0)
                {
                    trail.AddErasure((EntryParts)parts, Ranges(trail.Next));
                }
                else if (deed == 1)
                {
                    trail.AddDrop(Math.Min(parts, trail.Next));
                }

                await both.Apply(trail, from);
                if (deed == 2)
                {
                    await both.ReopenAsync(trail);
                }

                await AssertAnswers(both, trail.Next, queries, scopes);
            }
        }, iter: Iterations, threads: 1);

    static SequenceRange[] Ranges(long next)
    {
        SequenceRange[] ranges = [new(next / 4, (next / 4) + 2), new((next / 2) + 2, Math.Min(next, (next / 2) + 9))];
        return [.. ranges.Where(range => range.From < range.To && range.To <= next)];
    }

    static async Task AssertAnswers(Both both, long next, EventQuery[] queries, ReportScope[] scopes)
    {
        foreach (EventQuery query in queries)
        {
            StoreQuery question = new(query, 20, null, next - (next % 3)) { From = next % 5 };
            for (; ; )
            {
                StorePage expected = await both.Embedded.QueryAsync(question, Cancellation);
                StorePage page = await both.Influx.QueryAsync(question, Cancellation);
                Assert.Equal(expected.Items.Select(Shown.Of), page.Items.Select(Shown.Of));
                Assert.Equal(expected.Total, page.Total);
                if (page.Items is not [.., var last])
                {
                    break;
                }

                question = question with { After = new(last.TimestampNanoseconds, last.Sequence) };
            }
        }

        foreach (EventQuery query in queries.Take(3))
        {
            // As those ask who follow what comes.
            StoreQuery newest = new(query with { StartTime = null, EndTime = null, IncludeTotal = false }, 5_000, null, next) { From = next * 3 / 4 };
            StorePage expected = await both.Embedded.QueryAsync(newest, Cancellation);
            Assert.Equal(expected.Items.Select(Shown.Of), (await both.Influx.QueryAsync(newest, Cancellation)).Items.Select(Shown.Of));
        }

        foreach (ReportScope scope in scopes)
        {
            Assert.Equal(
                await both.Embedded.CountAsync(scope.Range, scope.TenantId, Cancellation),
                await both.Influx.CountAsync(scope.Range, scope.TenantId, Cancellation));
            Assert.Equal(
                Show(await both.Embedded.ReportPrivacyAsync(scope, Cancellation)),
                Show(await both.Influx.ReportPrivacyAsync(scope, Cancellation)));
        }
    }

    static string Show(PrivacyReport report)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.PeriodDays} days: {report.PrivacyEvents} of {report.TotalEvents}");
        text.AppendLine(CultureInfo.InvariantCulture, $"own {report.OwnEvents}, users {report.UsersAffected}");
        text.AppendLine(CultureInfo.InvariantCulture, $"risky {report.HighRiskOperations}:");
        text.AppendJoin("\n", report.HighRiskEvents.Select(item => Shown.Of(item.As<TrailEvent>()))).AppendLine();
        text.AppendLine(string.Join(" ", report.DataCategoriesAccessed));
        text.AppendLine(string.Join(" ", report.ByCategory)).AppendLine(string.Join(" ", report.ByAction));
        return text.AppendLine(string.Join(" ", report.ByActor)).AppendLine(string.Join(" ", report.ByDay)).ToString();
    }
}
