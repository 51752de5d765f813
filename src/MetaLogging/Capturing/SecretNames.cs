namespace MetaLogging.Capturing;

/// <summary>Names of arguments, columns and state whose values are secrets by themselves and are never recorded, whatever a setting allows.</summary>
internal static class SecretNames
{
    /// <summary>What stands for a secret where it must be seen that there is one.</summary>
    public const string Hidden = "[hidden]";

    static readonly string[] Parts =
    [
        "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "accesskey", "privatekey", "encryptionkey", "credential", "authorization", "cookie",
        "securitystamp", "connectionstring", "recoverycode", "onetimecode", "verificationcode", "twofactorcode", "securitycode", "bearer", "sessionid",
    ];

    static readonly string[] Words = ["otp", "totp", "pin", "cvv", "cvc", "pan", "jwt", "salt"];

    /// <summary>Whether a name is one of a secret: <c>PasswordHash</c>, <c>api_key</c>, <c>Otp</c>.</summary>
    public static bool IsSecret(string name)
    {
        Span<char> letters = name.Length <= 256 ? stackalloc char[name.Length] : new char[name.Length];
        int count = 0;
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                letters[count++] = char.ToLowerInvariant(c);
            }
        }

        ReadOnlySpan<char> plain = letters[..count];
        foreach (string part in Parts)
        {
            if (plain.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        foreach (string word in Words)
        {
            if (HasWord(name, word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Words are short and hide in others (<c>spinner</c>), so that they count only by themselves: <c>card_pin</c>, <c>CardPin</c>.</summary>
    static bool HasWord(string name, string word)
    {
        for (int at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int end = at + word.Length;
            bool begins = at == 0 || !char.IsLetter(name[at - 1]) || (char.IsUpper(name[at]) && char.IsLower(name[at - 1]));
            bool ends = end == name.Length || !char.IsLower(name[end]);
            if (begins && ends)
            {
                return true;
            }
        }

        return false;
    }
}
