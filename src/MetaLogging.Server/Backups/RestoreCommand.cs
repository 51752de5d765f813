using System.CommandLine;
using System.Text.RegularExpressions;
using MetaLogging.Backups;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Output;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Backups;

/// <summary><c>metalog restore</c>: makes a data folder of a backup, which goes on under a new origin.</summary>
internal sealed partial class RestoreCommand : TrailCommand
{
    readonly Argument<string> _backup = new("BACKUP") { Description = "The backup, a folder that metalog backup made" };

    readonly Option<string?> _origin = new("--origin")
    {
        Description = "The origin under which the log goes on, one that it never had [default: one is made]",
        HelpName = "NAME",
    };

    readonly Option<string?> _erasuresFrom = new("--erasures-from")
    {
        Description = "The old data folder, where there still is one: what it erased since the backup is erased again",
        HelpName = "DIR",
    };

    readonly Option<string?> _guard = new("--guard-folder")
    {
        Description = "The folder of the signing guard, which remembers the erasures, too [default: MetaLogging:Journal:GuardFolder, or that of this user]",
        HelpName = "DIR",
    };

    public RestoreCommand(Surroundings surroundings)
        : base("restore", "Makes a data folder of a backup. The log goes on under a new origin and with a new key, and what was erased since is erased again.", surroundings)
    {
        Arguments.Add(_backup);
        Options.Add(_origin);
        Options.Add(_erasuresFrom);
        Options.Add(_guard);
        AddDataOption();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog restore /mnt/backups/2026-03-01 --data ./restored",
        "metalog restore /mnt/backups/2026-03-01 --data ./restored --origin example.org/audit/2 --erasures-from ./data",
    ];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string backup = Path.GetFullPath(parsed.GetValue(_backup)!);
        DataFolder.RequireJournal(backup);
        string? erasuresFrom = parsed.GetValue(_erasuresFrom) is { } old ? Path.GetFullPath(old) : null;
        if (erasuresFrom is not null)
        {
            DataFolder.RequireJournal(erasuresFrom);
        }

        string? origin = parsed.GetValue(_origin);
        if (origin is not null && !OriginForm().IsMatch(origin))
        {
            throw new UsageException("--origin is 1 to 128 printable characters of ASCII without spaces and '+'.");
        }

        string target = Folder(parsed);
        BackupFiles.RequireRoom("--data", target);
        RestorationSettings settings = new()
        {
            Backup = backup,
            Target = target,
            Origin = origin,
            ErasuresFrom = erasuresFrom,
            GuardFolder = GuardFolder(parsed.GetValue(_guard), ConfigurationOf(target)),
            ActorId = Environment.UserName,
        };
        TypedLogger<AuditTrail> log = new(new TalkLogger(Surroundings));
        (_, IReadOnlyList<string> elsewhere) = await ConfigurationOf(target).ChooseStoresAsync().ConfigureAwait(false);
        RestorationReport report = await new Restoration(settings, BackupFiles.Others, Surroundings.Time, log).RunAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(report, elsewhere, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }

    async Task WriteAsync(RestorationReport report, IReadOnlyList<string> elsewhere, CancellationToken cancellationToken)
    {
        DataOutput output = new(Surroundings);
        output.WriteLine(VisibleText.Of(FormattableString.Invariant(
            $"Restored {report.Backup.NextSequence - report.Backup.FirstSequence:N0} entries of {report.Backup.Origin}; {report.Erasures:N0} erasures were done again.")));
        output.WriteLine(VisibleText.Of($"The log goes on as   {report.Origin}"));
        output.WriteLine(VisibleText.Of($"Its verifier key is  {report.VerifierKey}"));
        output.WriteLine("The API keys are those of the backup: keys that were revoked since count again, until they are revoked again.");
        if (report.Lost > 0)
        {
            output.WriteLine(FormattableString.Invariant(
                $"Lost: the old log signed {report.KnownSize:N0} entries, and the backup has {report.Backup.NextSequence:N0}. {report.Lost:N0} entries are in no copy that is known here."));
        }

        foreach (string store in elsewhere)
        {
            output.WriteLine(VisibleText.Of(
                $"The store {store} still holds what the old log wrote, under the origin {report.Backup.Origin}. Erasures and retention no longer reach that: delete it there when it is not needed."));
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    [GeneratedRegex("\\A[!-*,-~]{1,128}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex OriginForm();
}
