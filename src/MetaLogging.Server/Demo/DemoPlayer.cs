using MetaLogging.Events;
using MetaLogging.Recording;
using MetaLogging.Validation;

namespace MetaLogging.Server.Demo;

/// <summary>
/// Plays the office into a trail: the last thirty days quickly, then what happens now at its time, until it is cancelled. A trail that fails
/// is tried again; it gets the same events with the same ids, so that nothing is there twice.
/// </summary>
/// <param name="trail">Where the events go; mostly the server's own HTTP API.</param>
/// <param name="say">Told how far it is, in sentences. Called by one thread at a time.</param>
internal sealed class DemoPlayer(IAuditTrail trail, DemoTraffic traffic, TimeProvider time, Action<string> say)
{
    /// <summary>How many events of history go into one batch.</summary>
    public const int BatchSize = 1000;

    /// <summary>How many days of history there are.</summary>
    public const int Days = 30;

    /// <summary>How often it says how far history is, in batches.</summary>
    const int TalkEvery = 10;

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A computer that slept does not send all that it slept through.</summary>
    static readonly TimeSpan LatestLive = TimeSpan.FromMinutes(5);

    static readonly BatchOptions WithoutConflicts = new() { SkipInvalid = true };

    /// <summary>Plays until it is cancelled, and then throws.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await PlayHistoryAsync(now.AddDays(-Days), now, cancellationToken).ConfigureAwait(false);
        say("The demo goes on live: a day of the office every ten minutes, about three events a second, and an incident every twenty minutes.");
        while (true)
        {
            await PlayLiveAsync(now, cancellationToken).ConfigureAwait(false);
            now = time.GetUtcNow();
        }
    }

    async Task PlayHistoryAsync(DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        say($"The demo plays the last {Days} days of an office of sixty.");
        int batches = 0;
        long recorded = 0;
        long duplicates = 0;
        long rejected = 0;
        foreach (TrailEvent[] batch in traffic.History(start, end).Chunk(BatchSize))
        {
            BatchReceipt receipt = await PatientlyAsync(
                () => trail.RecordAsync(batch, WithoutConflicts, cancellationToken), cancellationToken).ConfigureAwait(false);
            recorded += receipt.Accepted;
            duplicates += receipt.Duplicates;
            rejected += receipt.Rejected.Count;
            if (++batches % TalkEvery == 0)
            {
                say($"The demo is at {batch[^1].Timestamp:yyyy-MM-dd}: {recorded} events recorded, {duplicates} were there.");
            }
        }

        say($"The demo has played {Days} days: {recorded} events recorded, {duplicates} were there"
            + (rejected == 0 ? "." : $", {rejected} were refused."));
    }

    /// <summary>Plays from a time on; ends when it is so late that it had better begin again with what is now.</summary>
    async Task PlayLiveAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        foreach (TrailEvent item in traffic.Live(start, DateTimeOffset.MaxValue))
        {
            DateTimeOffset at = item.Timestamp!.Value;
            TimeSpan wait = at - time.GetUtcNow();
            if (wait < -LatestLive)
            {
                say($"The demo is {-wait.TotalMinutes:0} minutes late, leaves them out and goes on with what happens now.");
                return;
            }

            // Rounded up to the milliseconds that timers have, so that nothing comes before its time.
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellationToken).ConfigureAwait(false);
            }

            await PatientlyAsync(() => RecordOrLeaveOutAsync(item, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records an event. One that the trail does not want is said and left out: it would not want it later either.</summary>
    async Task<bool> RecordOrLeaveOutAsync(TrailEvent item, CancellationToken cancellationToken)
    {
        try
        {
            await trail.RecordAsync(item, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception refusal) when (refusal is InvalidEventException or EventConflictException)
        {
            say($"The trail refused an event of the demo: {refusal.Message}");
            return false;
        }
    }

    /// <summary>Does it until it succeeds, with longer and longer pauses; says when it fails in a new way, and when that is over.</summary>
    async Task<T> PatientlyAsync<T>(Func<Task<T>> record, CancellationToken cancellationToken)
    {
        TimeSpan pause = FirstPause;
        string? said = null;
        while (true)
        {
            try
            {
                T done = await record().ConfigureAwait(false);
                if (said is not null)
                {
                    say("The demo can record again and goes on.");
                }

                return done;
            }
            catch (Exception failure)
            {
                // This is the edge: whatever it is, the play must not end with it, and it is said.
                cancellationToken.ThrowIfCancellationRequested();
                if (said != failure.Message)
                {
                    said = failure.Message;
                    say($"The demo could not record and tries again: {said}");
                }
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
