using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.Tests.Entries;

/// <summary>
/// The rule by which a fact commits to its detail, written once more from the words of the design, with nothing of the product: it reads
/// JSON as any reader would, and takes each part's bytes as they stand.
/// </summary>
internal static class PlainCommitment
{
    public static string Compute(string detail)
    {
        JsonObject members = JsonNode.Parse(detail)!.AsObject();
        List<byte> digests = [];
        foreach (string part in (string[])["actor", "client", "subject", "content"])
        {
            if (members["erased"]?[part] is { } digest)
            {
                digests.AddRange(Base64Url.DecodeFromChars(digest.GetValue<string>()));
            }
            else if (members.ContainsKey(part))
            {
                digests.AddRange(SHA256.HashData([.. Salt(members, part), .. Encoding.UTF8.GetBytes(RawPart(detail, part))]));
            }
            else
            {
                digests.AddRange(new byte[32]);
            }
        }

        return Base64Url.EncodeToString(SHA256.HashData([.. digests]));
    }

    static byte[] Salt(JsonObject members, string part)
    {
        if (members["salts"]?[part] is { } own)
        {
            return Base64Url.DecodeFromChars(own.GetValue<string>());
        }

        byte[] salt = Base64Url.DecodeFromChars(members["salt"]!.GetValue<string>());
        byte[] pair = SHA256.HashData([.. salt, part is "actor" or "client" ? (byte)1 : (byte)2]);
        return part is "actor" or "subject" ? pair[..16] : pair[16..];
    }

    /// <summary>The text of a part, cut out by counting braces outside strings.</summary>
    static string RawPart(string detail, string part)
    {
        for (int start = detail.IndexOf($"\"{part}\":{{", StringComparison.Ordinal); ;)
        {
            int depth = 0;
            bool isText = false;
            int from = start + part.Length + 3;
            for (int i = from; ; i++)
            {
                switch (detail[i])
                {
                    case '\\' when isText:
                        i++;
                        break;
                    case '"':
                        isText = !isText;
                        break;
                    case '{' when !isText:
                        depth++;
                        break;
                    case '}' when !isText && --depth == 0:
                        return detail[from..(i + 1)];
                }
            }
        }
    }
}
