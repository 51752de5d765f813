using System.Globalization;
using System.Net;
using System.Text;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Publishing;

/// <summary>Asks one witness for its cosignature (C2SP tlog-witness, add-checkpoint). Not thread-safe.</summary>
internal sealed class WitnessClient(HttpClient http, Uri address, VerifierKey key)
{
    const int LongestAnswer = 16 << 10;

    long _known;

    /// <summary>The witness's name.</summary>
    public string Name => key.Name;

    /// <summary>The cosignature, checked.</summary>
    /// <exception cref="HttpRequestException">The witness could not be asked, or refuses.</exception>
    /// <exception cref="NotProvenException">What it answers is not its signature.</exception>
    public async Task<NoteSignature> AskAsync(SignedCheckpoint checkpoint, ISubtrees tree, CancellationToken cancellationToken)
    {
        // The first answer may be how far the witness is; the second is then asked for from there.
        for (int tries = 0; ; tries++)
        {
            if (_known > checkpoint.Size)
            {
                long more = _known;
                _known = 0;   // it may only have said so: it is asked anew
                throw new HttpRequestException(FormattableString.Invariant(
                    $"It has cosigned {more} entries of this log, and this folder has {checkpoint.Size} signed: the folder may be an older copy."));
            }

            using ByteArrayContent body = new(Body(checkpoint, tree));
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, "add-checkpoint")) { Content = body };
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            string text = await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    NoteSignature signature = Own(text, checkpoint);
                    _known = checkpoint.Size;
                    return signature;
                case HttpStatusCode.Conflict when tries == 0 && long.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out long size):
                    _known = size;
                    break;
                default:
                    throw new HttpRequestException($"It answered {(int)answer.StatusCode}: {FirstLine(text)}", null, answer.StatusCode);
            }
        }
    }

    byte[] Body(SignedCheckpoint checkpoint, ISubtrees tree)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"old {_known}\n");
        foreach (TreeHash hash in TreeProofs.Consistency(tree, _known, checkpoint.Size))
        {
            text.Append(hash.ToString()).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').Append(checkpoint.WithoutCosignatures()).ToString());
    }

    NoteSignature Own(string lines, SignedCheckpoint checkpoint)
    {
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            NoteSignature signature = SignedNote.ParseLine(line);
            if (signature.IsOf(key))
            {
                return key.Verifies(checkpoint.Note.Bytes, signature.Signature, out _)
                    ? signature
                    : throw new NotProvenException($"The cosignature of {key.Name} does not hold.");
            }
        }

        throw new NotProvenException($"The answer holds no cosignature of the key {key.Text}.");
    }

    static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        Stream stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[LongestAnswer];
        int length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    static string FirstLine(string text)
    {
        const int Most = 200;
        string line = text.Split('\n')[0];
        return new([.. line[..Math.Min(Most, line.Length)].Select(c => char.IsControl(c) ? ' ' : c)]);
    }
}
