using System.CommandLine;
using MetaLogging.Import;
using MetaLogging.Server.Logs;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog import</c>: reads logs into the trail; the same log again adds nothing.</summary>
internal sealed class ImportCommand : TrailCommand
{
    readonly Argument<string[]> _files = new("FILE")
    {
        Description = "The logs, in their order; - is standard input, gzip is understood",
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<string?> _format = Typed.Word(
        "--format", "What the lines are: a log with sshd in it, or one JSON object a line", "sshd", "ndjson");
    readonly Option<long?> _year = Typed.WholeNumber(
        "--year", "The year of the first line, for times without one [default: so that nothing lies in the future]", 1970, 2261);
    readonly Option<TimeZoneInfo?> _zone = Typed.Zone("--tz", "The zone of times that name none [default: UTC]");
    readonly Option<string?> _onError = Typed.Word(
        "--on-error", "Stop at a bad line, or go on without it and list it [default: stop]", "stop", "skip");
    readonly Option<bool> _complete = new("--complete")
    {
        Description = "Take a last line that has no line end; otherwise it waits for the next import",
    };

    public ImportCommand(Surroundings surroundings)
        : base("import", "Reads logs into the trail. Importing the same file again, grown or rotated, adds only what is new.", surroundings)
    {
        _format.Required = true;
        Arguments.Add(_files);
        foreach (Option option in (IEnumerable<Option>)[_format, _year, _zone, _onError, _complete])
        {
            Options.Add(option);
        }

        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog import /var/log/auth.log --format sshd --data ./data",
        "metalog import auth.log.2.gz auth.log.1 auth.log --format sshd --year 2025 --tz Europe/Berlin --data ./data",
        "journalctl -u ssh -o short-iso | metalog import - --format sshd --complete --data ./data",
    ];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool isOnServer = IsOnServer(parsed);
        string folder = isOnServer ? StateFolder.Make(Surroundings.Variable) : Folder(parsed);
        LogFile[] files = [.. parsed.GetRequiredValue(_files).Select(argument => new LogFile(argument))];
        if (files.Count(file => file.IsStandardInput) > 1)
        {
            throw new UsageException("Standard input (-) can be read once only.");
        }

        foreach (LogFile file in files)
        {
            file.RequireReadable();
        }

        DataOutput output = new(Surroundings);
        IOpenTrail open = isOnServer ? ReachServer(parsed) : await OpenAsync(folder, parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            LogImport import = new(open.Trail, InstallationKey.Open(folder), ReadOptions(parsed));
            foreach (LogFile file in files)
            {
                ImportResult result = await ImportAsync(import, file, cancellationToken).ConfigureAwait(false);
                ImportResultText.Write(file.Name, result, output);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                if (result.HasWaitingLine)
                {
                    Surroundings.Say($"{file.Name}: the last line has no line end, so it waits for the next import. --complete takes it.");
                }
            }

            await open.DeliverAsync(Surroundings, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    ImportOptions ReadOptions(ParseResult parsed) => new()
    {
        Format = parsed.GetValue(_format) == "ndjson" ? LogFormat.Ndjson : LogFormat.Sshd,
        Year = (int?)parsed.GetValue(_year),
        TimeZone = parsed.GetValue(_zone) ?? TimeZoneInfo.Utc,
        OnError = parsed.GetValue(_onError) == "skip" ? OnError.Skip : OnError.Stop,
        Complete = parsed.GetValue(_complete),
        Time = Surroundings.Time,
    };

    async Task<ImportResult> ImportAsync(LogImport import, LogFile file, CancellationToken cancellationToken)
    {
        Stream log = file.Open(Surroundings.Input);
        await using (log.ConfigureAwait(false))
        {
            Task<ImportResult> Run(IProgress<Amount> bar) => import.RunAsync(log, file.Name, new Shown(bar, file.Name), cancellationToken);
            return await ProgressBar.RunAsync(Surroundings, "lines", Run).ConfigureAwait(false);
        }
    }

    sealed class Shown(IProgress<Amount> bar, string name) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            string doing = value.Phase == ImportPhase.Survey ? "Looking through" : "Importing";
            bar.Report(new($"{doing} {name}", value.BytesRead, value.TotalBytes, value.Lines));
        }
    }
}
