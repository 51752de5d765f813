using System.CommandLine;
using MetaLogging.Journaling;
using MetaLogging.Server.Diagnosis;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog doctor</c>: looks at everything, and says for each issue what to do.</summary>
internal sealed class DoctorCommand : TrailCommand
{
    readonly Option<string?> _format = Typed.Word("--format", "[default: table]", "table", "json");

    public DoctorCommand(Surroundings surroundings)
        : base("doctor", "Checks the configuration, the data folder, the journal and the stores, each issue with its remedy.", surroundings)
    {
        Options.Add(_format);
        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["metalog doctor --data ./data"];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string folder = IsOnServer(parsed) ? "" : Folder(parsed);
        Examination found = new(folder);
        int code;
        try
        {
            IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
            await using (open.ConfigureAwait(false))
            {
                await open.LookAsync(cancellationToken).ConfigureAwait(false);
                found.LookAtConfiguration(open.Issues, Surroundings.Variable);
                await found.LookAtAsync(open, Surroundings.Time, cancellationToken).ConfigureAwait(false);
            }

            code = found.HasErrors ? ExitCode.No : ExitCode.Done;
        }
        catch (JournalLockedException locked)
        {
            // What another process holds can't be looked at, which is not the same as being ill.
            found.LookAtConfiguration(null, Surroundings.Variable);
            found.Add(
                "lock", Configuration.IssueSeverity.Error, locked.Message, "Stop that process to look at the journal and the stores.");
            code = ExitCode.Unreachable;
        }
        catch (JournalException failure)
        {
            found.LookAtConfiguration(null, Surroundings.Variable);
            found.Add("journal", Configuration.IssueSeverity.Error, failure.Message, Examination.RemedyFor(failure));
            code = ExitCode.No;
        }

        DataOutput output = new(Surroundings);
        if (parsed.GetValue(_format) == "json")
        {
            ExaminationJson.Write(found, output);
        }
        else
        {
            ExaminationText.Write(found, output);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return code;
    }
}
