namespace MetaLogging.Import;

/// <summary>
/// Reads a log and records its events in batches, recording one while the next is read. Importing the same log again, grown or rotated,
/// adds only what is new: the id of an event is derived from its line, from how often the same line stood in the log before it, and from
/// the year where <see cref="ImportOptions.Year"/> gives it.
/// </summary>
/// <remarks>
/// <para>
/// A log of sshd is read twice, because whether PAM's lines count and which year a line is of depends on all of it; what can't be read
/// twice is copied to a temporary file first, which only its owner can read and which has no name. JSON lines are read once and recorded as
/// they come.
/// </para>
/// <para>
/// Memory is bounded but for 30 to 60 bytes of each line whose id is derived, and for distinct addresses. Each call is an import of its
/// own; several may run at the same time.
/// </para>
/// </remarks>
public sealed class LogImport
{
    internal const string LoginAction = "auth.login";

    static readonly string TooLong = FormattableString.Invariant($"is longer than {LineReader.MaxLineLength} bytes");

    readonly IAuditTrail _trail;
    readonly InstallationKey _key;
    readonly ImportOptions _options;

    /// <summary>Makes an import into a trail.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is out of its range.</exception>
    public LogImport(IAuditTrail trail, InstallationKey key, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(trail);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Year is < 1970 or > 2261)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Year, "A year lies from 1970 to 2261.");
        }

        _trail = trail;
        _key = key;
        _options = options;
    }

    /// <summary>
    /// Imports one log, from where the stream stands to its end. gzip is recognised by how it begins. What has been recorded when it ends,
    /// however it ends, stays.
    /// </summary>
    /// <param name="log">The log; it stays open.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="progress">Is told how far the import is, about every quarter of a MiB; null: nobody is.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ImportException">It is no text, can't be read, or a line is bad and bad lines stop the import.</exception>
    /// <exception cref="Journaling.JournalException">The journal can't be written, or the outcome is not known; importing again is
    /// safe.</exception>
    public async Task<ImportResult> RunAsync(Stream log, string name, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ImportTally tally = new();
        LogSource source = await OpenAsync(log, name, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            LogPass Begin(ImportPhase phase) => new(source, phase, name, progress, tally);
            using ILineInterpreter interpreter = _options.Format == LogFormat.Sshd
                ? new SshdInterpreter(_key, _options, await SurveyAsync(Begin(ImportPhase.Survey), cancellationToken).ConfigureAwait(false))
                : new NdjsonInterpreter(_key);
            return await RecordAsync(Begin(ImportPhase.Record), interpreter, name, tally, cancellationToken).ConfigureAwait(false);
        }
    }

    async ValueTask<LogSource> OpenAsync(Stream log, string name, CancellationToken cancellationToken)
    {
        try
        {
            LogPasses passes = _options.Format == LogFormat.Sshd ? LogPasses.Several : LogPasses.Once;
            return await LogSource.OpenAsync(log, passes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (LogPass.CanTell(e))
        {
            throw new ImportException(name, null, $"can't be read: {e.Message.TrimEnd('.')}", 0, 0, e);
        }
    }

    async Task<SshdSurvey> SurveyAsync(LogPass pass, CancellationToken cancellationToken)
    {
        SshdSurvey survey = new(_options);
        await pass.BeginAsync(cancellationToken).ConfigureAwait(false);
        do
        {
            while (pass.Lines.TryTake(out ReadOnlySpan<byte> line, out _))
            {
                survey.See(line);
            }
        }
        while (!survey.IsDecided && await pass.FillAsync(cancellationToken).ConfigureAwait(false));

        if (_options.Complete && pass.Lines.HasRest)
        {
            pass.Lines.TakeRest(out ReadOnlySpan<byte> rest, out _);
            survey.See(rest);
        }

        return survey;
    }

    async Task<ImportResult> RecordAsync(LogPass pass, ILineInterpreter interpreter, string name, ImportTally tally,
        CancellationToken cancellationToken)
    {
        await pass.BeginAsync(cancellationToken).ConfigureAwait(false);
        BatchRecorder recorder = new(_trail, _options.OnError, name, tally, cancellationToken);
        RejectedLine? bad;
        try
        {
            bad = await ReadAsync(pass, interpreter, recorder, tally, cancellationToken).ConfigureAwait(false);
        }
        catch (ImportException e)
        {
            // What was handed in is still being recorded, and is told, too.
            await recorder.CompleteAsync().ConfigureAwait(false);
            throw new ImportException(name, e.Line, e.Problem, tally.Recorded, tally.AlreadyThere, e.InnerException);
        }
        finally
        {
            // What was handed in is recorded before anything is said about it; what goes wrong there was earlier in the log, and is thrown
            // instead.
            await recorder.CompleteAsync().ConfigureAwait(false);
        }

        return bad is null
            ? tally.ToResult(pass.Lines.Lines, pass.Lines.HasRest)
            : throw new ImportException(name, bad.Line, RejectedLine.Describe(bad.Problems), tally.Recorded, tally.AlreadyThere);
    }

    /// <summary>Reads all lines, or up to a bad one that stops the import, and answers that one.</summary>
    async Task<RejectedLine?> ReadAsync(LogPass pass, ILineInterpreter interpreter, BatchRecorder recorder, ImportTally tally,
        CancellationToken cancellationToken)
    {
        LineBatch batch = new();
        RejectedLine? bad = null;
        bool isMore = true;
        while (isMore && bad is null)
        {
            bad = TakeLines(pass.Lines, interpreter, batch, tally);
            if (batch.IsFull)
            {
                await recorder.AddAsync(batch).ConfigureAwait(false);
                batch = new();
            }
            else if (bad is null)
            {
                ValueTask<bool> fill = pass.FillAsync(cancellationToken);
                if (pass.IsLive && !fill.IsCompleted && batch.Events.Count > 0)
                {
                    await recorder.AddAsync(batch).ConfigureAwait(false);
                    batch = new();
                }

                isMore = await fill.ConfigureAwait(false);
            }
        }

        if (bad is null && _options.Complete && pass.Lines.HasRest)
        {
            pass.Lines.TakeRest(out ReadOnlySpan<byte> rest, out bool isTooLong);
            bad = Take(rest, isTooLong, pass.Lines.Lines, interpreter, batch, tally);
        }

        if (batch.Events.Count > 0)
        {
            await recorder.AddAsync(batch).ConfigureAwait(false);
        }

        return bad;
    }

    RejectedLine? TakeLines(LineReader lines, ILineInterpreter interpreter, LineBatch batch, ImportTally tally)
    {
        RejectedLine? bad = null;
        while (bad is null && !batch.IsFull && lines.TryTake(out ReadOnlySpan<byte> line, out bool isTooLong))
        {
            bad = Take(line, isTooLong, lines.Lines, interpreter, batch, tally);
        }

        return bad;
    }

    /// <summary>Takes one line; answers it when it is bad and bad lines stop the import.</summary>
    RejectedLine? Take(ReadOnlySpan<byte> line, bool isTooLong, long number, ILineInterpreter interpreter, LineBatch batch,
        ImportTally tally)
    {
        LineOutcome outcome = isTooLong ? LineOutcome.Rejected("", TooLong)
            : line.Trim(" \t"u8).IsEmpty ? LineOutcome.Of(PassedReason.Blank)
            : interpreter.Read(line);
        switch (outcome.State)
        {
            case LineState.Event:
                batch.Add(outcome.Event!, number, line.Length);
                return null;
            case LineState.Passed:
                tally.AddPassed(outcome.Passed);
                return null;
            case LineState.Unplaced:
                tally.AddUnplaced(number, outcome.Unplaced!);
                return null;
            default:
                RejectedLine rejected = new(number, outcome.Problems);
                if (_options.OnError == OnError.Stop)
                {
                    return rejected;
                }

                tally.AddRejectedInReading(rejected);
                return null;
        }
    }
}
