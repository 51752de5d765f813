using System.CommandLine;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Journaling.Proofs;
using MetaLogging.Proving;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Logs;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;

namespace MetaLogging.Server.Proofs;

/// <summary><c>metalog verify-proof</c>: checks the proof of one entry with nothing but its file and the keys.</summary>
internal sealed class VerifyProofCommand : ShellCommand
{
    readonly Argument<string[]> _file = new("FILE")
    {
        Description = "The proof, as prove writes it; - is standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<string[]> _keys = new("--vkey")
    {
        Description = "The verifier keys of the log (DIR/log.vkey) and, where the proof is cosigned, of its witnesses",
        HelpName = "VKEY",
        Arity = ArgumentArity.OneOrMore,
        Required = true,
    };

    readonly Option<string?> _format = Typed.Word("--format", "[default: text]", "text", "json");

    public VerifyProofCommand(Surroundings surroundings)
        : base("verify-proof", "Checks the proof of one entry with nothing but its file and the keys, and says what is proven.", surroundings)
    {
        Arguments.Add(_file);
        Options.Add(_keys);
        Options.Add(_format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog verify-proof entry-5.tlog-proof --vkey \"$(head -n1 log.vkey)\"",
        "metalog prove 5 --data ./data | metalog verify-proof - --vkey \"$(cat log.vkey)\" --format json",
    ];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (LogFile file, List<VerifierKey> keys) = Read(parsed);
        byte[] bytes = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
        DataOutput output = new(Surroundings);
        bool isJson = parsed.GetValue(_format) == "json";
        int code = ExitCode.Done;
        try
        {
            ProvenEntry proven = EntryProof.Check(bytes, keys);
            if (isJson)
            {
                ProvenJson.Write(proven, output);
            }
            else
            {
                ProvenText.Write(proven, output);
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
    (LogFile File, List<VerifierKey> Keys) Read(ParseResult parsed)
    {
        List<VerifierKey> keys = [.. (parsed.GetValue(_keys) ?? []).SelectMany(VerifierKeys.Lines).Select(Key)];
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

        return keys.Count == 0 ? throw new UsageException("--vkey is empty. Give a key of the log; they stand in DIR/log.vkey, one a line.")
            : files.Count == 1 ? (new(files[0]), keys)
            : throw new UsageException(files.Count == 0
                ? "Which proof? Name its file; - is standard input."
                : $"One proof is checked at a time, and '{files[1]}' is neither its file nor a verifier key.");
    }

    static VerifierKey Key(string text) => VerifierKeys.Parse("--vkey", text);

    async Task<byte[]> ReadAsync(LogFile file, CancellationToken cancellationToken)
    {
        file.RequireReadable();
        using MemoryStream bytes = new();
        Stream stream = file.Open(Surroundings.Input);
        await using (stream.ConfigureAwait(false))
        {
            // One byte more than a proof may have is enough to refuse it.
            byte[] buffer = new byte[1 << 16];
            int read;
            while (bytes.Length <= TlogProof.MostBytes && (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                bytes.Write(buffer, 0, read);
            }
        }

        return bytes.ToArray();
    }
}
