using System.CommandLine;
using System.Text.Json;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog extensions</c>: what the extensions can do now, what they need and what they read. Without a folder it says what they would find.</summary>
internal sealed class ExtensionsCommand : TrailCommand
{
    readonly Option<string?> _format = Typed.Word("--format", "[default: table]", "table", "json");

    public ExtensionsCommand(Surroundings surroundings)
        : base("extensions", "Shows the extensions: abilities that are there or not and why, dependencies, variables, permissions.", surroundings)
    {
        Options.Add(_format);
        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["metalog extensions", "metalog extensions --data ./data --format json"];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        byte[] found = await ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        DataOutput output = new(Surroundings);
        if (parsed.GetValue(_format) == "json")
        {
            output.WriteJson(found);
            output.WriteLine();
        }
        else
        {
            using JsonDocument json = JsonDocument.Parse(found);
            ExtensionsText.Write(json.RootElement, output);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }

    async Task<byte[]> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!IsOnServer(parsed) && KnownFolder(parsed) is null)
        {
            return await ConfigurationOf(Surroundings.WorkingFolder).PreviewExtensionsAsync(cancellationToken).ConfigureAwait(false);
        }

        IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            return await open.ReadExtensionsAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
