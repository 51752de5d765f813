using System.Globalization;
using System.Text;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Checkpoints;

/// <summary>
/// The keys of a log: <c>DIR/signing-key</c> (mode 600) holds those that sign, one a line, newest first; one that was rotated out has behind it
/// <c> until </c> and the time at which it stops. <c>DIR/log.vkey</c> lists all that ever signed, newest first. Thread-safe.
/// </summary>
internal sealed class LogKeys : IDisposable
{
    const string Until = " until ";
    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    readonly IFileSystem _files;
    readonly string _signingPath;
    readonly string _verifierPath;
    readonly string _nextPath;
    volatile IReadOnlyList<(SigningKey Key, DateTimeOffset Until)> _signing;
    volatile IReadOnlyList<VerifierKey> _verifiers;

    LogKeys(JournalFiles files, IReadOnlyList<(SigningKey Key, DateTimeOffset Until)> signing, IReadOnlyList<VerifierKey> verifiers)
    {
        (_files, _signing, _verifiers) = (files.Files, signing, verifiers);
        (_signingPath, _verifierPath) = (files.Folder.SigningKey, files.Folder.VerifierKeys);
        _nextPath = files.Folder.SigningKey + ".next";
    }

    /// <summary>The keys that check what the log signed, newest first; behind them those of the origins that it was restored from.</summary>
    public IReadOnlyList<VerifierKey> Verifiers => _verifiers;

    /// <summary>The key that signs now, and goes on to.</summary>
    public SigningKey Newest => _signing[0].Key;

    /// <summary>Reads the keys of a folder; makes them at its first start.</summary>
    /// <exception cref="SigningRefusedException">They can't be read, are another log's, or are gone.</exception>
    public static LogKeys Open(JournalFiles files)
    {
        JournalFolder folder = files.Folder;
        IReadOnlyList<VerifierKey> verifiers = ReadVerifiers(files.Files, folder);
        if (WholeFile.Read(files.Files, folder.SigningKey) is not { } bytes)
        {
            if (verifiers.Any(key => key.Name == files.Origin))
            {
                throw new SigningRefusedException($"{folder.SigningKey} is missing, so no checkpoint can be signed. Put it back; where it is lost for ever,"
                    + " restore the folder under a new origin: metalog restore.");
            }

            SigningKey made = SigningKey.Create(files.Origin, NoteKeyType.Log);
            LogKeys first = new(files, [(made, DateTimeOffset.MaxValue)], [made.Verifier, .. verifiers]);
            first.Keep();
            return first;
        }

        List<(SigningKey Key, DateTimeOffset Until)> signing = Parse(files, Encoding.UTF8.GetString(bytes));
        VerifierKey[] missing = [.. signing.Select(line => line.Key.Verifier).Except(verifiers)];
        LogKeys keys = new(files, signing, [.. missing, .. verifiers]);
        if (missing.Length > 0)
        {
            keys.KeepVerifiers();
        }

        return keys;
    }

    /// <summary>The verifier keys of a folder, newest first.</summary>
    /// <exception cref="SigningRefusedException">The file can't be read.</exception>
    public static IReadOnlyList<VerifierKey> ReadVerifiers(IFileSystem files, JournalFolder folder)
    {
        string text = Encoding.UTF8.GetString(WholeFile.Read(files, folder.VerifierKeys) ?? []);
        try
        {
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(VerifierKey.Parse)];
        }
        catch (NotProvenException e)
        {
            throw new SigningRefusedException($"{folder.VerifierKeys} can't be read: {e.Message} Put the right file back.", e);
        }
    }

    /// <summary>The keys that sign at a time: the newest, and those that it replaced a while ago.</summary>
    public IEnumerable<SigningKey> SigningAt(DateTimeOffset now) => _signing.Where(line => now < line.Until).Select(line => line.Key);

    /// <summary>Keeps a key that is about to be announced in <c>DIR/signing-key.next</c>: after a crash it must not be lost.</summary>
    public void KeepNext(SigningKey next) => WholeFile.Replace(_files, _nextPath, Encoding.UTF8.GetBytes(next.Export() + "\n"));

    /// <summary>The key that was about to be announced when the process ended; null when there is none, or it was never whole.</summary>
    public SigningKey? ReadNext()
    {
        try
        {
            return WholeFile.Read(_files, _nextPath) is { } bytes ? SigningKey.Parse(Encoding.UTF8.GetString(bytes).TrimEnd('\n')) : null;
        }
        catch (NotProvenException)
        {
            return null;
        }
    }

    /// <summary>Forgets it.</summary>
    public void ForgetNext() => _files.Delete(_nextPath);

    /// <summary>Goes over to a key whose announcement is flushed: it signs from now on, the ones before until a time.</summary>
    public void GoOver(SigningKey next, DateTimeOffset until)
    {
        _signing = [(next, DateTimeOffset.MaxValue), .. _signing.Select(line => (line.Key, line.Until < until ? line.Until : until))];
        _verifiers = [next.Verifier, .. _verifiers];
        Keep();
        ForgetNext();
    }

    public void Dispose()
    {
        foreach ((SigningKey key, _) in _signing)
        {
            key.Dispose();
        }
    }

    void Keep()
    {
        string lines = string.Concat(_signing.Select(line => line.Key.Export()
            + (line.Until == DateTimeOffset.MaxValue ? "" : Until + line.Until.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)) + "\n"));
        WholeFile.Replace(_files, _signingPath, Encoding.UTF8.GetBytes(lines));
        KeepVerifiers();
    }

    void KeepVerifiers() =>
        WholeFile.Replace(_files, _verifierPath, Encoding.UTF8.GetBytes(string.Concat(_verifiers.Select(key => key.Text + "\n"))));

    static List<(SigningKey Key, DateTimeOffset Until)> Parse(JournalFiles files, string text)
    {
        List<(SigningKey Key, DateTimeOffset Until)> keys = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] halves = line.Split(Until, 2);
            DateTimeOffset until = DateTimeOffset.MaxValue;
            if (halves.Length == 2 && !DateTimeOffset.TryParseExact(halves[1], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out until))
            {
                throw new SigningRefusedException($"{files.Folder.SigningKey}: the time behind a key is not of the form 2026-01-31T23:59:59Z.");
            }

            try
            {
                keys.Add((SigningKey.Parse(halves[0]), until));
            }
            catch (NotProvenException e)
            {
                throw new SigningRefusedException($"{files.Folder.SigningKey}: {e.Message}", e);
            }
        }

        return keys is [var newest, ..] && newest.Key.Verifier.Name == files.Origin
            ? keys
            : throw new SigningRefusedException($"{files.Folder.SigningKey} is not the key of {files.Origin}. Put the right file back.");
    }
}
