namespace MetaLogging.Server.Logs;

/// <summary>
/// The user's own folder for what the program has to remember between commands where there is no data folder: the key by which ids are derived from lines that are
/// sent to a server, so that sending the same log again adds nothing.
/// </summary>
internal static class StateFolder
{
    /// <summary>Where it is: <c>$XDG_STATE_HOME/metalog</c>, or <c>~/.local/state/metalog</c>.</summary>
    public static string PathOf(Func<string, string?> variable)
    {
        string state = variable("XDG_STATE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "metalog");
    }

    /// <summary>Makes it, readable by its owner alone.</summary>
    public static string Make(Func<string, string?> variable)
    {
        string folder = PathOf(variable);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }
}
