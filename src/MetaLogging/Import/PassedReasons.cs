namespace MetaLogging.Import;

/// <summary>The reasons in words.</summary>
internal static class PassedReasons
{
    public const int Count = 9;

    public static string InWords(this PassedReason reason) => reason switch
    {
        PassedReason.Blank => "blank lines",
        PassedReason.OtherProgram => "lines of other programs",
        PassedReason.Connection => "connections opened, closed or refused",
        PassedReason.InvalidUser => "invalid users announced before their attempts",
        PassedReason.TooManyAttempts => "clients cut off after too many attempts",
        PassedReason.Login => "steps of a login",
        PassedReason.Session => "sessions opened and closed",
        PassedReason.Pam => "lines of PAM that tell of no further attempt",
        _ => "messages of the server about itself",
    };
}
