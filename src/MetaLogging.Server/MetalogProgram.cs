using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using MetaLogging.Server.Backups;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Exports;
using MetaLogging.Server.Keys;
using MetaLogging.Server.Proofs;
using MetaLogging.Server.Serving;
using MetaLogging.Server.Verifying;
using MetaLogging.Server.Witnessing;

namespace MetaLogging.Server;

/// <summary>The program: from arguments to an exit code. It never throws and never shows a stack trace unasked.</summary>
internal static class MetalogProgram
{
    /// <summary>Runs one command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            // An argument that begins with @ is a user's name, not a file of further arguments.
            ParserConfiguration plain = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
            ParseResult parsed = Root(surroundings).Parse(arguments, plain);
            if (parsed.Action is ParseErrorAction)
            {
                return Refuse(parsed, surroundings);
            }

            using StreamWriter talk = new(surroundings.Output, leaveOpen: true);
            InvocationConfiguration configuration = new()
            {
                Output = talk,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            return Failure.Report(failure, surroundings, cancellationToken);
        }
    }

    static Command Root(Surroundings surroundings)
    {
        HelpOption help = new();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return new Command("metalog", "The audit trail: reads logs into it, asks it, and looks after it.")
        {
            help,
            new VersionOption(),
            new ServeCommand(surroundings),
            new ImportCommand(surroundings),
            new Command("query", "Shows the events that all filters pick, newest first.")
            {
                new QueryAuditEventsCommand(surroundings),
                new QueryFailedLoginsCommand(surroundings),
                new QuerySystemEventsCommand(surroundings),
            },
            new SummaryCommand(surroundings),
            new Command("report", "Makes reports.") { new ReportPrivacyCommand(surroundings) },
            new Command("keys", "Makes, lists and revokes API keys; rotates the key that signs.")
            {
                new KeysCreateCommand(surroundings),
                new KeysListCommand(surroundings),
                new KeysRevokeCommand(surroundings),
                new KeysRotateSigningCommand(surroundings),
            },
            new VerifyCommand(surroundings),
            new ProveCommand(surroundings),
            new VerifyProofCommand(surroundings),
            new BackupCommand(surroundings),
            new RestoreCommand(surroundings),
            new ExportCommand(surroundings),
            new VerifyExportCommand(surroundings),
            new WitnessCommand(surroundings),
            new RebuildCommand(surroundings),
            new DoctorCommand(surroundings),
            new ExtensionsCommand(surroundings),
        };
    }

    static int Refuse(ParseResult parsed, Surroundings surroundings)
    {
        foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
        {
            surroundings.Say(message);
        }

        string command = string.Join(' ', parsed.CommandResult.Path());
        surroundings.Error.WriteLine($"Try: {command} --help");
        return ExitCode.BadInput;
    }
}
