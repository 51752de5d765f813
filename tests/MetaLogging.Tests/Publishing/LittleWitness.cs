using System.Globalization;
using System.Net;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Tests.Publishing;

/// <summary>A witness as C2SP tlog-witness describes it, for one log and in memory; it can be made to answer anything else.</summary>
internal sealed class LittleWitness(string name, TimeProvider time) : IDisposable
{
    readonly SigningKey _key = SigningKey.Create(name, NoteKeyType.Witness);
    Checkpoint? _last;

    public VerifierKey Key => _key.Verifier;

    public Uri Address { get; } = new($"http://{name}/");

    /// <summary>The keys of the log that it knows.</summary>
    public Func<IReadOnlyList<VerifierKey>> LogKeys { get; set; } = () => [];

    /// <summary>How many entries it has cosigned.</summary>
    public long Size => _last?.Size ?? 0;

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>What it does in place of its duty; null: its duty.</summary>
    public Func<string, CancellationToken, Task<HttpResponseMessage>>? Fault { get; set; }

    public async Task<HttpResponseMessage> AnswerAsync(string body, CancellationToken cancellationToken)
    {
        Asked++;
        return Fault is { } fault ? await fault(body, cancellationToken) : Answer(body);
    }

    public HttpResponseMessage Answer(string body)
    {
        int split = body.IndexOf("\n\n", StringComparison.Ordinal);
        string[] lines = body[..split].Split('\n');
        SignedCheckpoint asked = SignedCheckpoint.Parse(body[(split + 2)..]);
        asked.CheckAll([.. LogKeys()]);
        long old = long.Parse(lines[0]["old ".Length..], CultureInfo.InvariantCulture);
        if (old != Size)
        {
            return Text(HttpStatusCode.Conflict, $"{Size}\n");
        }

        TreeHash[] hashes = [.. lines[1..].Select(line => TreeHash.TryParse(line, out TreeHash hash) ? hash : throw new NotProvenException(line))];
        ConsistencyProof.Check(old, _last?.Root ?? TreeHash.Empty, asked.Size, asked.Root, hashes);
        _last = asked.Checkpoint;
        return Text(HttpStatusCode.OK, Sign(asked.Note.Bytes));
    }

    public string Sign(byte[] text) => _key.Sign(text, time.GetUtcNow()).Line;

    public static HttpResponseMessage Text(HttpStatusCode status, string text) => new(status) { Content = new StringContent(text) };

    public void Dispose() => _key.Dispose();
}
