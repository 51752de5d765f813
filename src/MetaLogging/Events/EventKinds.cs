using System.Diagnostics.CodeAnalysis;

namespace MetaLogging.Events;

/// <summary>Kinds by their names on the wire.</summary>
internal static class EventKinds
{
    static readonly string[] Names = ["audit_event", "failed_login", "system_event"];

    public static string Name(EventKind kind) => Names[(int)kind];

    public static bool TryParse([NotNullWhen(true)] string? text, out EventKind kind)
    {
        int index = Array.IndexOf(Names, text);
        kind = (EventKind)Math.Max(index, 0);
        return index >= 0;
    }
}
