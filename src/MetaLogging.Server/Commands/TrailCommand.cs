using System.CommandLine;
using System.Text.Json.Nodes;
using MetaLogging.Journaling;
using MetaLogging.Server.Logs;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Commands;

/// <summary>A command that works on a data folder.</summary>
internal abstract class TrailCommand : ShellCommand
{
    const string DataVariable = "METALOG_DATA";
    const string ServerVariable = "METALOG_SERVER";
    const string KeyVariable = "METALOG_KEY";
    const double DefaultWait = 5;

    readonly Option<string?> _data = new("--data")
    {
        Description = $"The data folder ({DataVariable} stands in)",
        HelpName = "DIR",
    };

    readonly Option<string?> _server = new("--server")
    {
        Description = $"The address of a server, instead of a folder ({ServerVariable} stands in)",
        HelpName = "URL",
    };

    readonly Option<string?> _key = new("--key")
    {
        Description = $"The API key for the server ({KeyVariable} stands in, and is seen by fewer)",
        HelpName = "KEY",
    };

    readonly Option<double?> _wait = Typed.Number(
        "--wait", "How long to wait for another process that uses the folder [default: 5]", "SECONDS", 0, 86400);

    protected TrailCommand(string name, string description, Surroundings surroundings)
        : base(name, description, surroundings)
    {
    }

    /// <summary>Adds the option of the data folder alone, for a command that only looks at files.</summary>
    protected void AddDataOption() => Options.Add(_data);

    /// <summary>Adds the options of the data folder, behind the command's own.</summary>
    protected void AddFolderOptions()
    {
        Options.Add(_data);
        Options.Add(_wait);
    }

    /// <summary>Adds the options of the data folder and of a server, behind the command's own.</summary>
    protected void AddTrailOptions()
    {
        Options.Add(_data);
        Options.Add(_server);
        Options.Add(_key);
        Options.Add(_wait);
    }

    /// <summary>Whether a server was named, and not a folder.</summary>
    protected bool IsOnServer(ParseResult parsed)
    {
        if (parsed.GetValue(_server) is { Length: > 0 })
        {
            return parsed.GetValue(_data) is { Length: > 0 }
                ? throw new UsageException("--data and --server contradict each other. Name the folder or the server.")
                : true;
        }

        return string.IsNullOrEmpty(parsed.GetValue(_data)) && string.IsNullOrEmpty(Surroundings.Variable(DataVariable))
            && !string.IsNullOrEmpty(Surroundings.Variable(ServerVariable));
    }

    /// <summary>The data folder that was named.</summary>
    /// <exception cref="UsageException">None was.</exception>
    protected string Folder(ParseResult parsed) =>
        KnownFolder(parsed) ?? throw new UsageException($"Which data folder? Name it with --data DIR, or set {DataVariable} or MetaLogging:DataDirectory.");

    /// <summary>The data folder that was named, or that the configuration names; null where none is.</summary>
    protected string? KnownFolder(ParseResult parsed) =>
        FolderOrNone(parsed) ?? (ProgramConfiguration.Read(Surroundings)["MetaLogging:DataDirectory"] is { Length: > 0 } configured
            ? Path.GetFullPath(configured, Surroundings.WorkingFolder)
            : null);

    /// <summary>The settings with which a folder is opened.</summary>
    protected TrailConfiguration ConfigurationOf(string folder) => new(folder, Surroundings);

    /// <summary>The data folder that was named; null where none was.</summary>
    protected string? FolderOrNone(ParseResult parsed)
    {
        string? named = parsed.GetValue(_data) is { Length: > 0 } given ? given : Surroundings.Variable(DataVariable);
        return string.IsNullOrEmpty(named) ? null : Path.GetFullPath(named);
    }

    /// <summary>
    /// Opens the trail of a folder that must be there, for questions: its store has all that the journal has, or is not well.
    /// </summary>
    protected async Task<IOpenTrail> OpenToAskAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
        try
        {
            await open.WaitForStoreAsync(Surroundings, cancellationToken).ConfigureAwait(false);
            return open;
        }
        catch
        {
            await open.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens the trail of a folder that must be there.</summary>
    protected Task<IOpenTrail> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (IsOnServer(parsed))
        {
            return Task.FromResult(ReachServer(parsed));
        }

        string folder = Folder(parsed);
        DataFolder.RequireJournal(folder);
        return OpenAsync(folder, parsed, cancellationToken);
    }

    /// <summary>The folder of the signing guard: the one that was named, or that of the settings, or the user's own; empty: there is none.</summary>
    protected string GuardFolder(string? named, TrailConfiguration configuration) =>
        (named ?? configuration.GuardFolder) is not { } folder ? Path.Combine(StateFolder.PathOf(Surroundings.Variable), "guard")
        : folder.Length == 0 ? ""
        : Path.GetFullPath(folder, Surroundings.WorkingFolder);

    /// <summary>How long to wait for another process that has the folder; null where that was not said.</summary>
    protected TimeSpan? Wait(ParseResult parsed) => parsed.GetValue(_wait) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Opens the trail of a folder, which is made when it is missing.</summary>
    protected Task<IOpenTrail> OpenAsync(string folder, ParseResult parsed, CancellationToken cancellationToken)
    {
        DataFolder.RequireNoFile(folder);
        TimeSpan wait = Wait(parsed) ?? TimeSpan.FromSeconds(DefaultWait);
        return Surroundings.Trails.OpenAsync(ConfigurationOf(folder), wait, IsReachable, Surroundings.Say, new TalkLogger(Surroundings), cancellationToken);
    }

    /// <summary>The trail of the server that was named.</summary>
    protected IOpenTrail ReachServer(ParseResult parsed)
    {
        string? server = parsed.GetValue(_server) is { Length: > 0 } given ? given : Surroundings.Variable(ServerVariable);
        string? key = parsed.GetValue(_key) is { Length: > 0 } secret ? secret : Surroundings.Variable(KeyVariable);
        return string.IsNullOrEmpty(key)
            ? throw new UsageException($"The server wants a key. Give it with --key KEY, or set {KeyVariable}.")
            : Surroundings.Trails.Reach(server!, key);
    }

    /// <summary>
    /// Lets the trail tell of a read. Where it can't, that is said, and the answer stands: the journal's health is another command's affair.
    /// </summary>
    protected async Task TellReadAsync(IOpenTrail open, string what, JsonObject filters, long returned)
    {
        try
        {
            await open.TellReadAsync(what, filters, returned).ConfigureAwait(false);
        }
        catch (JournalException failure)
        {
            Surroundings.Say($"This read could not be recorded: {failure.Message}");
        }
    }

    /// <summary>Whether the command works as well through the process that has the folder.</summary>
    protected virtual bool IsReachable => true;

    /// <summary>Says by how much an answer may be out of date.</summary>
    protected void SayLag(double? seconds)
    {
        if (seconds is { } lag)
        {
            Surroundings.Say(FormattableString.Invariant(
                $"The store is {lag:0.#} s behind: the newest events may be missing from this answer. Ask again later."));
        }
    }
}
