using MetaLogging.Embedded.Files;
using MetaLogging.Embedded.Reading;
using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests;

public sealed class SnapshotTests
{
    [Fact]
    public void A_question_sees_the_store_as_it_was_when_it_began_although_rows_come_and_move()
    {
        using TemporaryFolder folder = new();
        using OpenStore open = OpenStore.Open(new StoreFiles(folder.Store), new EmbeddedStoreOptions(), Trail.Origin, 1_000_000);
        Trail trail = new();
        void Apply(int count)
        {
            int from = trail.Entries.Count;
            for (int i = 0; i < count; i++)
            {
                trail.Add(Trail.Audit());
            }

            open.Newest.Take(trail.Entries, from, _ => Assert.Fail("Nothing is to be set aside."));
        }

        Apply(10);
        open.Newest.Move();
        Apply(5);
        (StorePage before, StorePage after) = open.Read(
            snapshot =>
            {
                StoreQuery query = new(new AuditEventQuery { IncludeTotal = true }, 100, null, long.MaxValue);
                open.Newest.Move();
                Apply(3);
                StorePage before = EventReader.ReadPage(snapshot, query);
                open.Newest.Move();
                return (before, EventReader.ReadPage(snapshot, query));
            },
            TestContext.Current.CancellationToken);
        foreach (StorePage page in new[] { before, after })
        {
            Assert.Equal(Enumerable.Range(0, 15).Reverse().Select(n => (long)n), page.Items.Select(item => item.Sequence));
            Assert.Equal(15, page.Total);
        }
    }
}
