namespace MetaLogging.Import;

/// <summary>
/// One pass over a log, line by line, telling how far it is. What goes wrong with reading becomes an <see cref="ImportException"/>.
/// </summary>
internal sealed class LogPass(LogSource source, ImportPhase phase, string file, IProgress<ImportProgress>? progress, ImportTally tally)
{
    readonly LineReader _lines = new(source.OpenPass());

    public LineReader Lines => _lines;

    /// <summary>Whether the log may still be being made: then what is there should not wait for more.</summary>
    public bool IsLive => source.TotalBytes is null;

    /// <summary>Reads the beginning and refuses what is no text.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _lines.FillFirstBlockAsync(IsLive, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (CanTell(e))
        {
            throw Tell(e);
        }

        ReadOnlySpan<byte> block = _lines.Buffered;
        if (TextCheck.FindProblem(block[..Math.Min(block.Length, LineReader.FirstBlockLength)]) is { } problem)
        {
            throw new ImportException(file, null, problem, 0, 0);
        }
    }

    /// <summary>Reads on; false at the end.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        progress?.Report(new(phase, source.BytesRead, source.TotalBytes, _lines.Lines, tally.Recorded + tally.AlreadyThere));
        try
        {
            return await _lines.FillAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (CanTell(e))
        {
            throw Tell(e);
        }
    }

    /// <summary>Whether reading may throw this.</summary>
    public static bool CanTell(Exception e) => e is IOException or UnauthorizedAccessException or InvalidDataException;

    ImportException Tell(Exception e)
    {
        string why = e is InvalidDataException ? "it is packed with gzip, and damaged or cut off" : e.Message.TrimEnd('.');
        return new(file, _lines.Lines + 1, $"can't be read: {why}", tally.Recorded, tally.AlreadyThere, e);
    }
}
