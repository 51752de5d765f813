namespace MetaLogging.Entries;

/// <summary><c>{"key":"…","signature":"…"}</c>: from now on the log signs with another key.</summary>
/// <param name="Key">The verifier key of the new one.</param>
/// <param name="Signature">
/// Base64 of the Ed25519 signature of the key before over <see cref="Text"/>.
/// </param>
internal sealed record KeyOrder(string Key, string Signature) : LogOrder
{
    /// <summary>What the key before signs.</summary>
    public static string Text(string origin, string key) => $"metalog-rotate/v1\n{origin}\n{key}\n";
}
