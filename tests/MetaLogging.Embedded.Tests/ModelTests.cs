using System.Globalization;
using System.Text;
using CsCheck;
using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests;

/// <summary>Whatever is applied, moved, erased, closed and killed: every answer is that of a plain list.</summary>
public sealed class ModelTests
{
    static readonly Gen<(TrailEvent What, Assessment? Found)[]> Events = Gen.Select(Gens.Event, Gens.Assessed).Array[1, 25];

    [Fact]
    public async Task Every_answer_is_that_of_a_plain_list() => await Gen
        .Select(
            Gen.Select(Events, Gen.Int[0, 9], Gen.Int[0, 15]).Array[1, 8], Gens.Query.Array[1, 12], Gens.Scope.Array[1, 4], Gen.Int[1, 40])
        .SampleAsync(async (steps, queries, scopes, rowsInMemory) =>
        {
            using TemporaryFolder folder = new();
            Trail trail = new();
            EmbeddedStore store = await Opened.With(folder, trail, rowsInMemory);
            try
            {
                foreach (((TrailEvent What, Assessment? Found)[] events, int deed, int parts) in steps)
                {
                    JournalEntry[] entries = [.. events.Select(item => trail.Add(item.What, item.Found))];
                    if (deed % 2 == 0)
                    {
                        for (long next = entries[0].Sequence; next < trail.Next;)
                        {
                            next = await store.Follow(trail.Entries.Skip((int)next), 1 + parts);
                        }
                    }
                    else
                    {
                        await store.ApplyAsync(entries, TestContext.Current.CancellationToken);
                    }

                    if (deed == 0)
                    {
                        await store.DisposeAsync();
                        store = await Opened.With(folder, trail, rowsInMemory);
                    }
                    else if (deed == 1)
                    {
                        // As after a kill: what was in memory is gone, and comes again.
                        await store.CatchUp(trail);
                    }
                    else if (deed == 2 && parts > 0)
                    {
                        var (entry, order) = trail.AddErasure((EntryParts)parts, new(1, 3), new(trail.Next / 2, (trail.Next / 2) + 9));
                        await store.ApplyAsync(entry, order, TestContext.Current.CancellationToken);
                    }
                    else if (deed == 3)
                    {
                        var (entry, order) = trail.AddDrop(parts);
                        await store.ApplyAsync(entry, order, TestContext.Current.CancellationToken);
                    }

                    await AssertAnswers(store, new(trail.Events), trail.Next, queries, scopes);
                }
            }
            finally
            {
                await store.DisposeAsync();
            }
        }, iter: 15, threads: 1);

    static async Task AssertAnswers(EmbeddedStore store, Model model, long next, EventQuery[] queries, ReportScope[] scopes)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        foreach (EventQuery query in queries)
        {
            StoreQuery question = new(query, 7, null, next - (next % 3));
            for (; ; )
            {
                StorePage expected = model.Query(question);
                StorePage page = await store.QueryAsync(question, cancellationToken);
                Assert.Equal(expected.Items.Select(Shown.Of), page.Items.Select(Shown.Of));
                Assert.Equal(expected.Total, page.Total);
                if (page.Items is not [.., var last])
                {
                    break;
                }

                question = question with { After = new(last.TimestampNanoseconds, last.Sequence) };
            }
        }

        foreach (ReportScope scope in scopes)
        {
            Assert.Equal(model.Count(scope.Range, scope.TenantId), await store.CountAsync(scope.Range, scope.TenantId, cancellationToken));
            Assert.Equal(Show(model.Report(scope)), Show(await store.ReportPrivacyAsync(scope, cancellationToken)));
        }
    }

    static string Show(PrivacyReport report)
    {
        StringBuilder text = new();
        string risky = string.Join(" ", report.HighRiskEvents.Select(item => item.Sequence));
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.PeriodDays} days: {report.PrivacyEvents} of {report.TotalEvents}");
        text.AppendLine(CultureInfo.InvariantCulture, $"own {report.OwnEvents}, users {report.UsersAffected}");
        text.AppendLine(CultureInfo.InvariantCulture, $"risky {report.HighRiskOperations}: {risky}");
        text.AppendLine(string.Join(" ", report.DataCategoriesAccessed));
        text.AppendLine(string.Join(" ", report.ByCategory)).AppendLine(string.Join(" ", report.ByAction));
        return text.AppendLine(string.Join(" ", report.ByActor)).AppendLine(string.Join(" ", report.ByDay)).ToString();
    }
}
