using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MetaLogging.Exports;

/// <summary>The page for people that lies in an export. What it tells to type works as it stands, in a folder into which the archive was unpacked.</summary>
internal static class ExportReadme
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    public static string Of(ExportDescription export) => string.Create(CultureInfo.InvariantCulture, $$"""
        {{export.Events}} EVENTS OF THE AUDIT LOG {{export.Origin}}

        Made at {{export.MadeAt}} by {{export.MadeBy}}, with metalog {{export.Version}}, and told in the log itself (entry {{export.ToldBy}}).
        Filters: {{export.Filters.ToJsonString(Plain)}}

        What is in it
          {{ExportFiles.Events}}    the events, one a line, in the order of the log, as the log's HTTP API shows them
          {{ExportFiles.Entries}}   the same as the log keeps them: fact, detail, and the proof that the fact is in the log's tree
          {{ExportFiles.Checkpoint}}       origin, size and root of that tree ({{export.Size}} entries), signed by the log, and by witnesses where it has them
          {{ExportFiles.Keys}}         the keys that check the log's signatures, newest first
          {{ExportFiles.Description}}      what is said above, for programs

        What it proves, to whoever knows the log's key from elsewhere than this archive
          Each event was in the log when the checkpoint was signed, at its place, and says what it says here: not a letter was changed since.
          Of {{export.Erased}} of them parts were erased since; a digest stands in their place, and the rest is still proven.
        What it does not prove
          That no other event matches the filters: whoever made the archive could leave events out. Ask the log, or have it verified (metalog verify).
          That an event is true: only that it was recorded so. {{ExportFiles.Readme}}, {{ExportFiles.Keys}} and {{ExportFiles.Description}} are not signed.

        How to check it
          metalog verify-export FILE.zip --vkey "$(cat log.vkey)"

        By hand: first the signature, with OpenSSL. Put the key that you know in the place of the first line.

        vkey="$(head -n 1 log.vkey)"
        (printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf %s "$vkey" | cut -d+ -f3- | base64 -d | tail -c 32) > key.der
        sed '/^$/,$d' checkpoint > signed
        grep -F -- "— ${vkey%%+*} " checkpoint | head -n 1 | cut -d' ' -f3 | base64 -d | tail -c 64 > signature
        openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in signed -sigfile signature

        Then everything else, with Python 3. These lines are the program: sed -n '/^import base64/,/^print/p' README.txt | python3 -

        {{Program}}
        The tree is that of RFC 6962. Of a detail, each part is hashed with a salt of its own, so that one can be erased and the others still be proven.

        """);

    const string Program = """
        import base64, hashlib, json
        scan = json.JSONDecoder().raw_decode
        sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
        b64 = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        def members(text):  # of a JSON object: its values by name, as they are spelled
            found, at = {}, 1
            while text[at] != "}":
                name, at = scan(text, at + (text[at] == ","))
                end = scan(text, at + 1)[1]
                found[name], at = text[at + 1:end], end
            return found
        origin, size, root = open("checkpoint", encoding="utf-8").read().split("\n")[:3]
        events, count = open("events.ndjson", encoding="utf-8", newline="\n"), 0
        for line in open("entries.ndjson", encoding="utf-8", newline="\n"):
            entry, event = members(line), json.loads(next(events))
            detail, shown, at, last = members(entry["detail"]), json.loads(entry["fact"]), int(entry["sequence"]), int(size) - 1
            assert (event["origin"], event["sequence"]) == (origin, at) and 0 <= at <= last
            node = sha(b"\0", entry["fact"].encode())  # the leaf, and from it the way to the root
            for beside in map(base64.b64decode, json.loads(entry["proof"])):
                left = at & 1 or at == last
                node = sha(b"\1", beside, node) if left else sha(b"\1", node, beside)
                while left and not at & 1 and at: at, last = at >> 1, last >> 1
                at, last = at >> 1, last >> 1
            assert last == 0 and node == base64.b64decode(root), "entry %s is not in the tree" % entry["sequence"]
            salt, salts, gone = [json.loads(detail.get(name, other)) for name, other in (("salt", '""'), ("salts", "{}"), ("erased", "{}"))]
            derived, digests = sha(b64(salt), b"\1") + sha(b64(salt), b"\2"), b""
            for i, part in enumerate(("actor", "client", "subject", "content")):
                own = b64(salts[part]) if part in salts else derived[16 * i:16 * i + 16]
                digests += sha(own, detail[part].encode()) if part in detail else b64(gone[part]) if part in gone else bytes(32)
                shown.update(json.loads(detail.get(part, "{}")))
            assert sha(digests) == b64(shown["detail"]), "entry %s: its detail is another one" % entry["sequence"]
            assert all(event[name] == shown[name] for name in shown.keys() - {"detail", "log", "v"}), "event %s" % entry["sequence"]
            count += 1
        assert next(events, None) is None
        print("%d events of %s are in its tree of %s entries, and say what they say here" % (count, origin, size))
        """;
}
