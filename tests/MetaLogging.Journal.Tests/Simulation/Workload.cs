using System.Buffers;
using System.Globalization;
using System.Text;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tests.Simulation;

/// <summary>
/// A script that appends, seals, erases, drops and reopens on a simulated disk, and remembers what was promised: to be run up to a
/// crash, or with one call that fails.
/// </summary>
internal sealed class Workload(SimulatedDisk disk)
{
    const string Erased = "erased";

    readonly Dictionary<long, string> _acknowledged = [];
    readonly List<string[]> _unanswered = [];
    readonly HashSet<long> _orders = [];
    readonly List<SignedCheckpoint> _handedOut = [];
    SequenceRange _erasing;
    bool _isErased;
    long _dropping;
    bool _isDropped;
    int _number;

    public static JournalOptions Options =>
        new() { SegmentSize = 64 << 10, ReserveSize = 4 << 10, Watermark = 0, LockWait = TimeSpan.Zero, CompressionLevel = 1, GuardFolder = "/guard" };

    public static Task<Journal> OpenAsync(SimulatedDisk disk) => Journal.OpenAsync(disk, "/d", Options, TimeProvider.System);

    /// <summary>Runs the script; each step that fails is tried once more.</summary>
    public async Task RunAsync()
    {
        await using (Journal journal = await TwiceAsync(() => OpenAsync(disk)))
        {
            await AppendAsync(journal, 1, 100);
            await AppendAsync(journal, 3, 700);
            await AppendAsync(journal, 2, 5000, isOrder: true);
            await TwiceAsync(() => journal.SealAsync(CancellationToken.None));
            await SignAsync(journal);
            await AppendAsync(journal, 4, 300);
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AppendAsync(journal, 1, 200)));
            await AppendAsync(journal, 20, 4000);
            await EraseAsync(journal, new(2, 7));
            await AppendAsync(journal, 2, 600);
        }

        await using (Journal journal = await TwiceAsync(() => OpenAsync(disk)))
        {
            await AppendAsync(journal, 1, 900);
            await SignAsync(journal);
            await DropAsync(journal);
            await AppendAsync(journal, 2, 100);
        }
    }

    /// <summary>Compares a recovered journal with what was promised, and answers all that it has.</summary>
    public async Task<List<string>> CheckAsync(Journal journal)
    {
        Assert.True(journal.Health.State == JournalState.Ready, $"{journal.Health.Reason} {string.Join(' ', journal.Health.Damage)}");
        Assert.Null(journal.Tree!.Problem);
        foreach (SignedCheckpoint handedOut in _handedOut)
        {
            Assert.Equal(handedOut.Root, TreeProofs.Root(journal.Tree.Tree, handedOut.Size));
        }

        Assert.True(journal.FirstSequence <= (_isDropped || _dropping > 0 ? _dropping : 0));
        Assert.True(!_isDropped || journal.FirstSequence == _dropping);
        List<(long Sequence, string Fact, string Detail)> all = await Some.ReadAllAsync(journal, 10_000);
        Dictionary<string, long> facts = [];
        foreach ((long sequence, string fact, string detail) in all)
        {
            Assert.True(facts.TryAdd(fact, sequence), $"{fact} is there twice");
            bool mayBeErased = sequence >= _erasing.From && sequence < _erasing.To;
            Assert.True(detail == Erased ? mayBeErased : DetailOf(fact, detail) && !(mayBeErased && _isErased),
                $"the detail of {sequence} is wrong");
        }

        foreach ((long sequence, string fact) in _acknowledged.Where(entry => entry.Key >= journal.FirstSequence))
        {
            Assert.True(facts.Remove(fact, out long found) && found == sequence, $"{fact}, acknowledged at {sequence}, is not there");
        }

        foreach (string[] batch in _unanswered)
        {
            long[] found = [.. batch.Where(facts.ContainsKey).Select(fact => facts[fact])];
            Assert.True(found.Length == 0 || found.Length == batch.Length, "a batch is there in part");
            Assert.True(found.Length == 0 || found[^1] - found[0] == found.Length - 1);
            Array.ForEach(batch, fact => facts.Remove(fact));
        }

        Assert.Empty(facts);
        Assert.Equal(_orders.Where(order => order >= journal.FirstSequence).Order(),
            journal.Orders.Where(order => _acknowledged.ContainsKey(order)));
        return [.. all.Select(entry => $"{entry.Sequence} {entry.Fact} {entry.Detail}")];
    }

    public static async Task<T> TwiceAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (JournalException)
        {
            return await step();
        }
    }

    static Task<int> TwiceAsync(Func<Task> step) => TwiceAsync(async () =>
    {
        await step();
        return 0;
    });

    static bool DetailOf(string fact, string detail) => detail.StartsWith(fact + "-secret-", StringComparison.Ordinal);

    async Task AppendAsync(Journal journal, int count, int detailLength, bool isOrder = false)
    {
        await TwiceAsync(async () =>
        {
            await AppendOnceAsync(journal, count, detailLength, isOrder);
            return 0;
        });
    }

    async Task<long> AppendOnceAsync(Journal journal, int count, int detailLength, bool isOrder)
    {
        string[] facts;
        EntryBatch batch = new();
        lock (_acknowledged)
        {
            facts = [.. Enumerable.Range(0, count).Select(_ => "f" + _number++.ToString(CultureInfo.InvariantCulture))];
            _unanswered.Add(facts);
        }

        Random random = new(facts[0].GetHashCode(StringComparison.Ordinal));
        foreach (string fact in facts)
        {
            byte[] filler = new byte[detailLength];
            random.NextBytes(filler);
            batch.Add(Encoding.UTF8.GetBytes(fact),
                Encoding.UTF8.GetBytes($"{fact}-secret-{Convert.ToHexString(filler)}"[..Math.Max(20, detailLength)]), isOrder);
        }

        try
        {
            long first = await journal.AppendAsync(batch, isOrder ? AppendPurpose.Own : AppendPurpose.Event);
            Acknowledge(facts, first, isOrder);
            return first;
        }
        catch (JournalNotWritableException)
        {
            // It is promised that nothing of the batch is kept.
            lock (_acknowledged)
            {
                _unanswered.Remove(facts);
            }

            throw;
        }
    }

    void Acknowledge(string[] facts, long first, bool isOrder)
    {
        lock (_acknowledged)
        {
            _unanswered.Remove(facts);
            for (int i = 0; i < facts.Length; i++)
            {
                Assert.True(_acknowledged.TryAdd(first + i, facts[i]), $"sequence {first + i} was given twice");
                if (isOrder)
                {
                    _orders.Add(first + i);
                }
            }
        }
    }

    /// <summary>A checkpoint that was handed out once must hold for ever.</summary>
    async Task SignAsync(Journal journal) =>
        _handedOut.Add(await TwiceAsync(() => journal.Tree!.CheckpointAsync(journal.NextSequence, CancellationToken.None)));

    async Task EraseAsync(Journal journal, SequenceRange range)
    {
        long order = await TwiceAsync(() => AppendOnceAsync(journal, 1, 100, isOrder: true));
        _erasing = range;
        await TwiceAsync(() => journal.RewriteDetailsAsync(order, [range], (entry, output) =>
        {
            output.Write(Encoding.UTF8.GetBytes(Erased));
            return true;
        }, CancellationToken.None));
        _isErased = true;
    }

    async Task DropAsync(Journal journal)
    {
        await TwiceAsync(() => journal.SealAsync(CancellationToken.None));
        long boundary = journal.SegmentBoundary(20);
        Assert.True(boundary > 0);
        long order = await TwiceAsync(() => AppendOnceAsync(journal, 1, 100, isOrder: true));
        _dropping = boundary;
        await TwiceAsync(() => journal.DropBeforeAsync(order, boundary, CancellationToken.None));
        _isDropped = true;
    }
}
