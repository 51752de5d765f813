namespace MetaLogging.AspNetCore.SignIns;

/// <summary>Why a token was refused, by the type of what was thrown: messages may hold the token. Packages of tokens are not referenced, so types go by name.</summary>
internal static class TokenFailure
{
    public const string Expired = "expired_token";
    public const string Invalid = "invalid_token";

    /// <summary>The reason as a name; null where it is not about a token.</summary>
    public static string? ReasonOf(Exception? failure) => failure switch
    {
        null => null,
        AggregateException several => Worst(several.InnerExceptions.Select(ReasonOf)),
        _ when Is(failure, "SecurityTokenExpiredException") => Expired,
        _ when Is(failure, "SecurityTokenException") || Is(failure, "SecurityTokenArgumentException") => Invalid,
        _ => ReasonOf(failure.InnerException),
    };

    /// <summary>A token that is wrong for one and expired for another is wrong.</summary>
    static string? Worst(IEnumerable<string?> reasons)
    {
        string?[] known = [.. reasons.Where(reason => reason is not null).Distinct()];
        return known.Contains(Invalid) ? Invalid : known.FirstOrDefault();
    }

    static bool Is(Exception failure, string name)
    {
        for (Type? type = failure.GetType(); type is not null; type = type.BaseType)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
