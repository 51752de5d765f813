using System.CommandLine;

namespace MetaLogging.Server.Commands;

/// <summary>A command that is typed into a shell, with examples in its help.</summary>
internal abstract class ShellCommand : Command
{
    protected ShellCommand(string name, string description, Surroundings surroundings)
        : base(name, description)
    {
        Surroundings = surroundings;
        SetAction(RunAsync);
    }

    /// <summary>How the command is typed, for its help.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>What it finds around it.</summary>
    protected Surroundings Surroundings { get; }

    /// <summary>Does what the command does and answers the exit code.</summary>
    protected abstract Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken);
}
