using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MetaLogging.Journaling.Tests.Processes;

/// <summary>
/// This program once more, as another process that opens a folder: it writes until it is killed, or only holds the folder.
/// </summary>
internal static class Child
{
    const string Variable = "METALOG_JOURNAL_TEST_CHILD";

    /// <summary>Starts a child that appends from several tasks and writes a line with the sequence after each acknowledgement.</summary>
    public static Process StartWriting(string folder) => Start("write", folder);

    /// <summary>Starts a child that appends three times and ends.</summary>
    public static Process StartWritingThrice(string folder, params string[] tracer) => Start("thrice", folder, tracer);

    /// <summary>Starts a child that opens a folder, writes a line, and holds it until its input ends.</summary>
    public static Process StartHolding(string folder) => Start("hold", folder);

    static Process Start(string mode, string folder, params string[] tracer)
    {
        string[] command = [.. tracer, Environment.ProcessPath!, .. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(Child).Assembly.Location] : Array.Empty<string>()];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[Variable] = $"{mode} {folder}";
        return Process.Start(start)!;
    }

    /// <summary>Whether this process is such a child.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Does what this child was started for; answers the exit code.</summary>
    public static async Task<int> RunAsync()
    {
        string[] words = Environment.GetEnvironmentVariable(Variable)!.Split(' ', 2);
        await RunAsync(words[0], words[1]);
        return 0;
    }

    static async Task RunAsync(string mode, string folder)
    {
        using Stream output = Console.OpenStandardOutput();
        await using Journal journal = await Journal.OpenAsync(folder, Some.Options(), TimeProvider.System);
        if (mode == "hold")
        {
            output.Write("held\n"u8);
            await Console.In.ReadToEndAsync();
            return;
        }

        int each = mode == "thrice" ? 3 : int.MaxValue;
        await Task.WhenAll(Enumerable.Range(0, mode == "thrice" ? 1 : 4).Select(task => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                long id = task * 1_000_000L + i;
                long first = await journal.AppendAsync(Some.Batch(id, 1, 300));
                lock (output)
                {
                    output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ack {first} {id}\n")));
                }
            }
        })));
    }
}
