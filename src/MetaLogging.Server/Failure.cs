using MetaLogging.Api.Keys;
using MetaLogging.Configuration;
using MetaLogging.Import;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Remote;
using MetaLogging.Server.Output;
using MetaLogging.Stores;
using MetaLogging.Validation;

namespace MetaLogging.Server;

/// <summary>Says a failure in a sentence, and answers the exit code that it means.</summary>
internal static class Failure
{
    public static int Report(Exception failure, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (failure is OutputClosedException)
        {
            return ExitCode.Done;
        }

        bool interrupted = failure is OperationCanceledException && cancellationToken.IsCancellationRequested;
        if (failure is SettingsException wrong)
        {
            foreach (ConfigurationIssue issue in wrong.Issues)
            {
                surroundings.Say($"{issue.Setting}: {issue.Message} {issue.Remedy}");
            }

            return ExitCode.BadInput;
        }

        surroundings.Say(interrupted ? "Interrupted. What was acknowledged is kept." : Sentence(failure));
        if (surroundings.ShowsDetails)
        {
            surroundings.Error.WriteLine(failure);
        }

        return interrupted ? ExitCode.Interrupted : Code(failure);
    }

    // An import that stopped because something could not be read or written carries the reason; a bad line or a binary file is bad input.
    static int Code(Exception failure) => failure switch
    {
        UsageException or InvalidQueryException or InvalidEventException => ExitCode.BadInput,
        ImportException { InnerException: not (IOException or UnauthorizedAccessException or JournalException) } => ExitCode.BadInput,
        _ => ExitCode.Unreachable,
    };

    static string Sentence(Exception failure) => failure switch
    {
        InvalidQueryException wrong => $"--{wrong.Parameter.Replace('_', '-')} {wrong.Problem}.",
        UsageException or RemoteTrailException or KeyFileException or EventConflictException or ImportException or InstallationKeyException or InvalidEventException or JournalException or StoreException
            or IOException or UnauthorizedAccessException => failure.Message,
        _ => $"This should not happen: {failure.GetType().FullName}: {failure.Message} (METALOG_DEBUG=1 shows more.)",
    };
}
