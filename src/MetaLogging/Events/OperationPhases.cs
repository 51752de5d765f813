using System.Diagnostics.CodeAnalysis;

namespace MetaLogging.Events;

/// <summary>Phases by their names on the wire.</summary>
internal static class OperationPhases
{
    static readonly string[] Names = ["intent", "outcome"];

    public static string Name(OperationPhase phase) => Names[(int)phase];

    public static bool TryParse([NotNullWhen(true)] string? text, out OperationPhase phase)
    {
        int index = Array.IndexOf(Names, text);
        phase = (OperationPhase)Math.Max(index, 0);
        return index >= 0;
    }
}
