using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>The position is never beyond what the server has.</summary>
public sealed class PositionTests(SharedServer shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_position_that_is_found_after_a_break_is_not_beyond_what_is_stored()
    {
        await using ForwardingServer between = new(shared.Server);
        for (int requests = 0; requests < 24; requests++)
        {
            Trail trail = new();
            InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
            options.BatchSize = 5;
            int passed = 0;
            int most = requests;
            between.Reply = Reply.Forwarded;
            HurriedTime time = new(50);
            options.Timeout = time.InSystemTime(TimeSpan.FromSeconds(30));
            await using (InfluxDbStore store = Opening.New(options, time))
            {
                await store.OpenAsync(Trail.Origin, Cancellation);
                between.Reply = Reply.By(_ => Interlocked.Increment(ref passed) <= most ? Reply.Forwarded : Reply.Cut);
                try
                {
                    while (trail.Next < 200)
                    {
                        long from = trail.Next;
                        for (int i = 0; i < 23; i++)
                        {
                            trail.Add(Trail.Audit() with { UserId = $"user{i}" });
                        }

                        await store.Apply(trail, from);
                    }
                }
                catch (StoreException)
                {
                    // The rest of the requests is cut.
                }
            }

            between.Reply = Reply.Forwarded;
            await using InfluxDbStore again = Opening.New(options);
            long position = await again.OpenAsync(Trail.Origin, Cancellation);
            HashSet<long> stored = [.. (await again.Find(new AuditEventQuery())).Select(item => item.Sequence)];
            Assert.All(Enumerable.Range(0, (int)position), sequence => Assert.Contains(sequence, stored));
            await again.Apply(trail, position);
            Assert.Equal(trail.Shows(), await again.ShowAll());
        }
    }

    [Fact]
    public async Task A_clean_close_keeps_the_position_to_the_last_entry()
    {
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        Trail trail = new();
        for (int i = 0; i < 10; i++)
        {
            trail.Add(Trail.Audit());
            await using InfluxDbStore store = Opening.New(options);
            Assert.Equal(i, await store.CatchUp(trail));
        }
    }

    [Fact]
    public async Task What_was_applied_is_seen_by_the_next_question_before_any_position_is_kept()
    {
        Trail trail = new();
        await using InfluxDbStore store = Opening.New(shared.Server.Options(InfluxServer.NewDatabase()));
        await store.CatchUp(trail);
        for (int i = 0; i < 20; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"user{i}" });
            await store.Apply(trail, i);
            Assert.Single((await store.Find(new AuditEventQuery { UserId = [$"user{i}"] })).ToList());
        }
    }
}
