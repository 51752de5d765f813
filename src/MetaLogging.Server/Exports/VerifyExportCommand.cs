using System.CommandLine;
using MetaLogging.Exports;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Logs;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Proofs;

namespace MetaLogging.Server.Exports;

/// <summary><c>metalog verify-export</c>: checks an export with nothing but its file and the keys.</summary>
internal sealed class VerifyExportCommand : ShellCommand
{
    readonly Argument<string[]> _file = new("FILE.zip") { Description = "The archive, as export writes it", Arity = ArgumentArity.OneOrMore };

    readonly Option<string[]> _keys = new("--vkey")
    {
        Description = "The verifier keys of the log (known from elsewhere than the archive) and, where their signatures are to be checked, of its witnesses",
        HelpName = "VKEY",
        Arity = ArgumentArity.OneOrMore,
        Required = true,
    };

    readonly Option<string?> _format = Typed.Word("--format", "[default: text]", "text", "json");

    public VerifyExportCommand(Surroundings surroundings)
        : base("verify-export", "Checks an export with nothing but its file and the keys, and says what is proven and what is not.", surroundings)
    {
        Arguments.Add(_file);
        Options.Add(_keys);
        Options.Add(_format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog verify-export first-quarter.zip --vkey \"$(cat log.vkey)\"",
        "metalog verify-export first-quarter.zip --vkey \"$(cat log.vkey)\" --format json",
    ];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string file, List<VerifierKey> keys) = Read(parsed);
        DataOutput output = new(Surroundings);
        bool isJson = parsed.GetValue(_format) == "json";
        int code = ExitCode.Done;
        try
        {
            VerifiedExport verified = await ProgressBar.RunAsync(Surroundings, "events", bar =>
                Task.FromResult(new ExportCheck().Check(file, keys, new Shown(bar, "Verifying", null), cancellationToken))).ConfigureAwait(false);
            if (isJson)
            {
                VerifiedExportJson.Write(verified, output);
            }
            else
            {
                VerifiedExportText.Write(verified, output);
            }
        }
        catch (NotProvenException refused)
        {
            Surroundings.Say($"Not proven. {refused.Message}");
            code = ExitCode.No;
            if (isJson)
            {
                ProvenJson.WriteRefusal(refused.Message, output);
            }
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return code;
    }

    /// <summary>Several keys may follow one --vkey, and one value may hold several lines, as log.vkey does.</summary>
    (string File, List<VerifierKey> Keys) Read(ParseResult parsed)
    {
        List<VerifierKey> keys = [.. (parsed.GetValue(_keys) ?? [])
            .SelectMany(VerifierKeys.Lines)
            .Select(text => VerifierKeys.Parse("--vkey", text))];
        List<string> files = [];
        foreach (string word in parsed.GetValue(_file) ?? [])
        {
            if (VerifierKeys.TryParse(word) is { } key)
            {
                keys.Add(key);
            }
            else
            {
                files.Add(word);
            }
        }

        if (keys.Count == 0)
        {
            throw new UsageException("--vkey is empty. Give the key of the log that you know from elsewhere than the archive.");
        }

        LogFile file = files switch
        {
            [var one] => new(one),
            [] => throw new UsageException("Which export? Name its file."),
            _ => throw new UsageException($"One export is checked at a time, and '{VisibleText.Of(files[1])}' is neither its file nor a verifier key."),
        };
        if (file.IsStandardInput)
        {
            throw new UsageException("An export is read from a file, not from standard input.");
        }

        file.RequireReadable();
        return (file.Argument, keys);
    }
}
