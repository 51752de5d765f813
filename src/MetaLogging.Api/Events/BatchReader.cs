using System.Buffers;
using MetaLogging.Api.Problems;
using MetaLogging.Events;
using MetaLogging.Import;
using MetaLogging.Recording;
using MetaLogging.Validation;

namespace MetaLogging.Api.Events;

/// <summary>Reads a batch line by line into an intake, as it arrives.</summary>
/// <param name="body">The body, unpacked.</param>
/// <param name="kind">The kind of every event; null: each says its own.</param>
/// <param name="intake">Takes the events.</param>
/// <param name="memory">Pays for them.</param>
internal sealed class BatchReader(Stream body, EventKind? kind, EventIntake intake, MemoryShare memory)
{
    /// <summary>The most bytes of a batch, unpacked.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>The most lines of a batch, blank ones included.</summary>
    public const int MostLines = 100_000;

    /// <summary>So many bad lines are named; more would tell nothing new.</summary>
    const int MostRefused = 1000;

    readonly List<int> _lines = [];

    /// <summary>The line of each event, from 1, blank ones counted.</summary>
    public IReadOnlyList<int> Lines => _lines;

    /// <summary>Reads it all, or up to where it is clear that it will be refused.</summary>
    /// <exception cref="ProblemException">It is too large, too slow, or can't be unpacked.</exception>
    public async Task ReadAsync(BodyDeadline deadline)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LineReader.UsualLength);
        try
        {
            await ReadAsync(new LineReader(body, buffer), deadline).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);   // it held personal data
        }
    }

    async Task ReadAsync(LineReader lines, BodyDeadline deadline)
    {
        memory.Cover(0);
        long bytes = 0;
        bool isMore = true;
        while (isMore)
        {
            int before = lines.Buffered.Length;
            try
            {
                isMore = await deadline.ReadAsync(lines.FillAsync).ConfigureAwait(false);
            }
            catch (Exception e) when (BodyEncoding.IsBroken(e))
            {
                throw new ProblemException(Refusals.BadInput([new("", "can't be unpacked: it is damaged, or was cut off")]));
            }

            bytes += lines.Buffered.Length - before;
            if (bytes > MostBytes)
            {
                throw new ProblemException(Refusals.TooLarge("A batch has at most 16 MiB, unpacked. Send it in several."));
            }

            TakeLines(lines, isMore);
            if (intake.Refused >= MostRefused && !intake.Options.SkipInvalid)
            {
                return;
            }
        }
    }

    void TakeLines(LineReader lines, bool isMore)
    {
        while (lines.TryTake(out ReadOnlySpan<byte> line, out bool isTooLong))
        {
            Take(line, isTooLong, lines.Lines);
        }

        if (!isMore && lines.HasRest)
        {
            lines.TakeRest(out ReadOnlySpan<byte> rest, out bool isTooLong);
            Take(rest, isTooLong, lines.Lines);
        }

        memory.Cover(intake.Length);
    }

    void Take(ReadOnlySpan<byte> line, bool isTooLong, long number)
    {
        if (number > MostLines)
        {
            throw new ProblemException(Refusals.TooLarge("A batch has at most 100,000 lines. Send it in several."));
        }

        if (isTooLong)
        {
            intake.AddRefused(new EventProblem("", ProblemText.TooLong));
        }
        else if (line.Trim(" \t"u8).IsEmpty)
        {
            return;
        }
        else
        {
            intake.Add(line, kind);
        }

        _lines.Add((int)number);
    }
}
