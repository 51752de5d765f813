namespace MetaLogging.Journaling.Tests.Simulation;

public sealed class SimulatedDiskTests(ITestOutputHelper output)
{
    static readonly double[] Shares = [0, 0.5, 0.9, 1];

    [Fact]
    public async Task A_crash_at_any_call_loses_nothing_that_was_acknowledged()
    {
        int calls = await CountCallsAsync();
        int start = Environment.TickCount;
        output.WriteLine($"{calls} calls, seeds from {start}");
        for (int crashAt = 0; crashAt < calls; crashAt++)
        {
            for (int i = 0; i < Shares.Length; i++)
            {
                int seed = start + crashAt * 10 + i;
                await CrashAsync(crashAt, seed, Shares[i]);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_fails_once_loses_nothing_that_was_acknowledged(bool asFull)
    {
        int calls = await CountCallsAsync();
        int start = Environment.TickCount;
        output.WriteLine($"{calls} calls, seeds from {start}");
        for (int failAt = 0; failAt < calls; failAt++)
        {
            SimulatedDisk disk = new(start + failAt) { FailAt = failAt, FailsAsFull = asFull };
            Workload workload = new(disk);
            try
            {
                await workload.RunAsync();
                await CheckTwiceAsync(workload, disk, start + failAt, Shares[failAt % Shares.Length]);
            }
            catch (Exception e)
            {
                string log = string.Join('\n', disk.Log.Skip(failAt - 10).Take(50));
                throw new InvalidOperationException($"Call {failAt} failed, seed {start + failAt}:\n{log}", e);
            }
        }
    }

    static async Task<int> CountCallsAsync()
    {
        SimulatedDisk disk = new(1);
        Workload workload = new(disk);
        await workload.RunAsync();
        await using Journal journal = await Workload.OpenAsync(disk);
        Assert.True((await workload.CheckAsync(journal)).Count > 10);
        Assert.True(journal.Recovery.WasClean);
        return disk.Calls;
    }

    static async Task CrashAsync(int crashAt, int seed, double share)
    {
        SimulatedDisk disk = new(seed) { CrashAt = crashAt };
        SimulatedDisk? again = null;
        Workload workload = new(disk);
        try
        {
            try
            {
                await workload.RunAsync();
            }
            catch (Exception e) when (disk.IsOff && e is JournalException or SimulatedCrashException)
            {
                // What the run did up to here is what counts.
            }

            // The machine may go off once more while it recovers.
            again = disk.AfterCrash(seed, share, crashAt: seed % 7);
            try
            {
                await using Journal interrupted = await Workload.OpenAsync(again);
            }
            catch (SimulatedCrashException)
            {
            }

            await CheckTwiceAsync(workload, again, seed + 1, share);
        }
        catch (Exception e)
        {
            string log = string.Join('\n', disk.Log.TakeLast(30).Append("then").Concat(again?.Log ?? []));
            throw new InvalidOperationException($"Crash at call {crashAt}, seed {seed}, share {share}:\n{log}", e);
        }
    }

    /// <summary>
    /// What is read after recovery must still be there when the machine goes off at once and all that is not flushed is lost.
    /// </summary>
    static async Task CheckTwiceAsync(Workload workload, SimulatedDisk disk, int seed, double share)
    {
        SimulatedDisk recovered = disk.AfterCrash(seed, share);
        List<string> read;
        await using (Journal journal = await Workload.OpenAsync(recovered))
        {
            read = await workload.CheckAsync(journal);
            recovered = recovered.AfterCrash(seed, 0);
        }

        await using Journal last = await Workload.OpenAsync(recovered);
        Assert.Equal(read, await workload.CheckAsync(last));
        Assert.Equal(last.NextSequence, await last.AppendAsync(Some.Batch(1_000_000)));
    }
}
