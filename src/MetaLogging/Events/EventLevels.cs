using System.Diagnostics.CodeAnalysis;
using MetaLogging.Validation;

namespace MetaLogging.Events;

/// <summary>Levels by their names.</summary>
internal static class EventLevels
{
    /// <summary>What is said of a text that is no level.</summary>
    public const string Problem = ProblemText.NotALevel;

    static readonly string[] Names = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];

    /// <summary>The name in upper case, as it is stored.</summary>
    public static string Name(EventLevel level) => Names[(int)level];

    /// <summary>A level by its name, in any case; numbers are no names.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EventLevel level)
    {
        int index = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        level = (EventLevel)Math.Max(index, 0);
        return index >= 0;
    }
}
