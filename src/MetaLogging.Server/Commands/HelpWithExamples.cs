using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace MetaLogging.Server.Commands;

/// <summary>Shows a command's help, and under it how the command is really typed.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        IReadOnlyList<string> examples = ExamplesOf(parseResult.CommandResult.Command);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return code;
    }

    static IReadOnlyList<string> ExamplesOf(Command command) => command switch
    {
        ShellCommand one => one.Examples,
        _ => [.. command.Subcommands.SelectMany(sub => ExamplesOf(sub).Take(1))],
    };
}

/// <summary>Names of commands.</summary>
internal static class CommandPath
{
    extension(CommandResult result)
    {
        /// <summary>The words that lead to the command: <c>metalog</c>, <c>query</c>, <c>failed-logins</c>.</summary>
        public IEnumerable<string> Path() =>
            result.Parent is CommandResult parent ? parent.Path().Append(result.Command.Name) : [result.Command.Name];
    }
}
