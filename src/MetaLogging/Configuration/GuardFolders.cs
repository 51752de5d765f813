namespace MetaLogging.Configuration;

/// <summary>Where the signing guard remembers by default: in the user's state folder, by the XDG Base Directory Specification.</summary>
internal static class GuardFolders
{
    /// <summary><c>$XDG_STATE_HOME/metalog/guard</c>, or <c>~/.local/state/metalog/guard</c>; empty for a user without a home.</summary>
    public static string Default
    {
        get
        {
            string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return !string.IsNullOrEmpty(state) ? Path.Combine(state, "metalog", "guard")
                : home.Length > 0 ? Path.Combine(home, ".local", "state", "metalog", "guard")
                : "";
        }
    }
}
