using System.Collections;
using MetaLogging.Server.Trails;
using Microsoft.Win32.SafeHandles;

namespace MetaLogging.Server;

/// <summary>The surroundings of this process.</summary>
internal static class ProcessSurroundings
{
    const int NarrowestTable = 40;

    public static Surroundings Read() => new()
    {
        Input = Console.OpenStandardInput(),
        Output = OpenOutput(),
        Error = Console.Error,
        OutputWidth = Console.IsOutputRedirected ? null : Math.Max(NarrowestTable, Console.WindowWidth),
        ErrorIsTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
        Variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            variable => (string)variable.Key, variable => (string?)variable.Value ?? "",
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal),
        WorkingFolder = Environment.CurrentDirectory,
        Time = TimeProvider.System,
        Trails = new FolderTrailOpener(),
    };

    // The console's own stream takes a closed pipe for success, and a long answer would be worked out for nobody. On a file it keeps
    // the position that the shell's other programs share, which a FileStream would not.
    static Stream OpenOutput()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            FileStream direct = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!direct.CanSeek)
            {
                return direct;
            }
        }

        return Console.OpenStandardOutput();
    }
}
