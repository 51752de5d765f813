using System.Buffers;
using System.Text;
using CsCheck;
using MetaLogging.Journaling.Tests.Simulation;

namespace MetaLogging.Journaling.Tests;

public sealed class PropertyTests
{
    enum Step
    {
        Append,
        Seal,
        Erase,
        Drop,
        Reopen,
    }

    [Fact]
    public Task Any_sequence_of_append_seal_erase_drop_reopen_reads_back_as_a_simple_list_would()
    {
        Gen<(Step, int, int)> step = Gen.Select(Gen.Frequency(
            (6, Gen.Const(Step.Append)), (1, Gen.Const(Step.Seal)), (1, Gen.Const(Step.Erase)), (1, Gen.Const(Step.Drop)),
                (1, Gen.Const(Step.Reopen))), Gen.Int[0, 60], Gen.Int[0, 3000]);
        return step.Array[1, 40].SampleAsync(RunAsync, iter: 100, threads: 1);
    }

    static async Task RunAsync((Step Kind, int Number, int Size)[] steps)
    {
        SimulatedDisk disk = new(1);
        Journal journal = await Workload.OpenAsync(disk);
        List<(long Sequence, string Fact, string Detail)> model = [];
        foreach ((Step kind, int number, int size) in steps)
        {
            long next = journal.NextSequence;
            switch (kind)
            {
                case Step.Append:
                    Assert.Equal(next, await journal.AppendAsync(Some.Batch(next, 1 + number % 7, size)));
                    model.AddRange(Some.Entries(next, next + 1 + number % 7, size));
                    break;
                case Step.Seal:
                    await journal.SealAsync(CancellationToken.None);
                    break;
                case Step.Erase:
                    SequenceRange range = new(number, number + size % 20);
                    await journal.AppendAsync(Some.Batch(next, areOrders: true), AppendPurpose.Own);
                    model.AddRange(Some.Entries(next, next + 1));
                    await journal.RewriteDetailsAsync(next, [range], Erase, CancellationToken.None);
                    model = [.. model.Select(entry => entry.Sequence >= range.From && entry.Sequence < range.To
                        ? entry with { Detail = "gone" } : entry)];
                    break;
                case Step.Drop:
                    await journal.AppendAsync(Some.Batch(next, areOrders: true), AppendPurpose.Own);
                    model.AddRange(Some.Entries(next, next + 1));
                    await journal.SealAsync(CancellationToken.None);
                    long boundary = journal.SegmentBoundary(number);
                    await journal.DropBeforeAsync(next, boundary, CancellationToken.None);
                    model.RemoveAll(entry => entry.Sequence < boundary);
                    Assert.Equal(boundary, journal.FirstSequence);
                    break;
                default:
                    await journal.DisposeAsync();
                    journal = await Workload.OpenAsync(disk);
                    Assert.True(journal.Recovery.WasClean);
                    break;
            }
        }

        Assert.Equal(model, await Some.ReadAllAsync(journal, 5000));
        foreach ((long sequence, string fact, _) in model.Where(entry => entry.Sequence % 5 == 0))
        {
            Assert.Equal(fact, Encoding.UTF8.GetString((await journal.ReadEntryAsync(sequence)).Fact.Span));
        }

        Assert.Equal(JournalState.Ready, journal.Health.State);
        await journal.DisposeAsync();
    }

    static bool Erase(JournalEntry entry, IBufferWriter<byte> output)
    {
        output.Write("gone"u8);
        return true;
    }
}
