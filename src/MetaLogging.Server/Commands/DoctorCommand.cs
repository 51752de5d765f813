using System.CommandLine;
using MetaLogging.Configuration;
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
        (Examination found, int code) = await ExamineAsync(parsed, cancellationToken).ConfigureAwait(false);
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

    async Task<(Examination Found, int Code)> ExamineAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            string? folder = IsOnServer(parsed) ? null : KnownFolder(parsed);
            Examination found = new(folder ?? "");
            TrailConfiguration? own = IsOnServer(parsed) ? null : ConfigurationOf(folder ?? Surroundings.WorkingFolder);
            return (found, await ExamineAsync(parsed, own, found, cancellationToken).ConfigureAwait(false));
        }
        catch (SettingsException unread)
        {
            Examination found = new("");
            found.Add(unread.Issues);
            return (found, ExitCode.No);
        }
    }

    async Task<int> ExamineAsync(ParseResult parsed, TrailConfiguration? own, Examination found, CancellationToken cancellationToken)
    {
        async Task LookAtSettingsAsync() => found.Add(own is null ? [] : await own.FindIssuesAsync().ConfigureAwait(false));
        try
        {
            IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
            await using (open.ConfigureAwait(false))
            {
                await open.LookAsync(cancellationToken).ConfigureAwait(false);
                if (open.Issues is { } known)
                {
                    found.Add(known);
                }
                else
                {
                    await LookAtSettingsAsync().ConfigureAwait(false);
                }

                await found.LookAtAsync(open, Surroundings.Time, cancellationToken).ConfigureAwait(false);
            }

            return found.HasErrors ? ExitCode.No : ExitCode.Done;
        }
        catch (SettingsException)
        {
            await LookAtSettingsAsync().ConfigureAwait(false);
            return ExitCode.No;
        }
        catch (UsageException missing) when (own is not null)
        {
            // Before there is a folder, its settings can be looked at. Where they are right, all that is wrong is the folder.
            await LookAtSettingsAsync().ConfigureAwait(false);
            if (!found.HasErrors)
            {
                throw;
            }

            found.Add("--data", IssueSeverity.Error, missing.Message, "The other checks follow once there is a folder.");
            return ExitCode.No;
        }
        catch (JournalLockedException locked)
        {
            // What another process holds can't be looked at, which is not the same as being ill.
            await LookAtSettingsAsync().ConfigureAwait(false);
            found.Add("lock", IssueSeverity.Error, locked.Message, "Stop that process to look at the journal and the stores.");
            return ExitCode.Unreachable;
        }
        catch (JournalException failure)
        {
            await LookAtSettingsAsync().ConfigureAwait(false);
            found.Add("journal", IssueSeverity.Error, failure.Message, Examination.RemedyFor(failure));
            return ExitCode.No;
        }
    }
}
