using System.Diagnostics;

namespace MetaLogging.EndToEnd;

/// <summary>Where things stand in the clone whose tests are running.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The real logs beside the repository; not everybody has them.</summary>
    public static string SharedData { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data"));

    /// <summary>
    /// The program itself, which <c>./run</c> builds when a source has changed and then starts. Tests start it hundreds of times, and leave out the script
    /// that looks for changes each time; the commands of the documentation are run with it, as written.
    /// </summary>
    public static string Program => Built.Value;

    static readonly Lazy<string> Built = new(Build);

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>A program that is there for the tests only: built as they are, from the project of its name beside theirs.</summary>
    public static string ProgramBesideTests(string name)
    {
        string built = Path.GetRelativePath(PathOf("tests", "EndToEnd"), AppContext.BaseDirectory);
        return Path.Combine(PathOf("tests", name, built), OperatingSystem.IsWindows() ? name + ".exe" : name);
    }

    static string Build()
    {
        using Process run = Process.Start(Command.Prepare(PathOf("run"), ["--version"], Path.GetTempPath()))!;
        string talk = run.StandardError.ReadToEnd();
        run.WaitForExit();
        return run.ExitCode == 0
            ? PathOf("artifacts", "metalog", OperatingSystem.IsWindows() ? "metalog.exe" : "metalog")
            : throw new InvalidOperationException($"The program was not built. {talk}");
    }

    static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MetaLogging.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"MetaLogging.slnx was not found above {AppContext.BaseDirectory}.");
    }
}
