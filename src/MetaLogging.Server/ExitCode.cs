namespace MetaLogging.Server;

/// <summary>What the program answers to the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: issues were found.</summary>
    public const int No = 1;

    /// <summary>Wrong usage, or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>Something could not be reached or written.</summary>
    public const int Unreachable = 3;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}
