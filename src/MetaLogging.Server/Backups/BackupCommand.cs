using System.CommandLine;
using MetaLogging.Backups;
using MetaLogging.Journaling.Backups;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Output;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Backups;

/// <summary><c>metalog backup</c>: a consistent copy of a data folder, also while a server writes to it.</summary>
internal sealed class BackupCommand : TrailCommand
{
    readonly Option<string> _out = new("--out")
    {
        Description = "Where the backup goes: a folder that is empty, or that is not there yet",
        HelpName = "DIR",
        Required = true,
    };

    // Known only to be refused with a reason.
    readonly Option<string?> _server = new("--server") { Hidden = true };

    public BackupCommand(Surroundings surroundings)
        : base("backup", "Copies the journal of a data folder as it is at one moment, with its tree, checkpoints and settings, also while a server is running.", surroundings)
    {
        Options.Add(_out);
        AddDataOption();
        Options.Add(_server);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["metalog backup --data ./data --out /mnt/backups/2026-03-01"];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetResult(_server) is not null)
        {
            throw new UsageException("A backup copies files and asks no server. Run it on the server's machine, beside the folder, with --data DIR.");
        }

        string directory = Folder(parsed);
        DataFolder.RequireJournal(directory);
        string target = Path.GetFullPath(parsed.GetValue(_out)!);
        string inside = Path.TrimEndingDirectorySeparator(directory) + Path.DirectorySeparatorChar;
        if ((target + Path.DirectorySeparatorChar).StartsWith(inside, StringComparison.Ordinal))
        {
            throw new UsageException("--out is inside the data folder. A backup belongs elsewhere, best on another machine.");
        }

        BackupFiles.RequireRoom("--out", target);
        using UnfinishedFolder folder = UnfinishedFolder.Make(target);
        BackupContents contents = await Task.Run(() => new JournalBackup(directory, folder.Path).Run(cancellationToken), cancellationToken).ConfigureAwait(false);
        OtherFiles.Copy(directory, folder.Path, BackupFiles.Others);
        folder.Finish();

        DataOutput output = new(Surroundings);
        output.WriteLine(FormattableString.Invariant($"{contents.NextSequence - contents.FirstSequence:N0} entries, those from {contents.FirstSequence} up to {contents.NextSequence}; the checkpoint covers {contents.CheckpointSize:N0}."));
        output.WriteLine(VisibleText.Of($"The log is {contents.Origin}. metalog verify --data checks the backup; metalog restore goes on from it under a new origin."));
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
