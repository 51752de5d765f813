using System.Diagnostics;
using Xunit;

namespace MetaLogging.EndToEnd.Kills;

/// <summary>
/// A program beside the tests that says what it begins (<c>?id</c>) and what was acknowledged (<c>!id</c>), a line each, until it is killed; and what it said in all its
/// lives.
/// </summary>
internal sealed class KilledProgram(string name)
{
    /// <summary>All that was begun.</summary>
    public HashSet<Guid> Begun { get; } = [];

    /// <summary>All that was acknowledged.</summary>
    public HashSet<Guid> Acknowledged { get; } = [];

    /// <summary>What was begun, and never acknowledged.</summary>
    public IEnumerable<Guid> Unanswered => Begun.Except(Acknowledged);

    /// <summary>Runs it, and kills it after so many acknowledgements.</summary>
    /// <param name="acknowledgements">How many.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="again">What is given to it on standard input, a line each.</param>
    public void RunUntil(int acknowledgements, IReadOnlyList<string> arguments, IReadOnlyList<Guid> again)
    {
        ProcessStartInfo start = new(Repository.ProgramBesideTests(name), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        foreach (Guid id in again)
        {
            process.StandardInput.WriteLine(id);
        }

        process.StandardInput.Close();
        int heard = 0;
        while (heard < acknowledgements && process.StandardOutput.ReadLine() is { } line)
        {
            heard += Hear(line);
        }

        Assert.False(process.HasExited, $"{name} ended by itself.");
        process.Kill();

        // What it had said before it died counts; a line that was cut off does not.
        while (process.StandardOutput.ReadLine() is { } line)
        {
            Hear(line);
        }

        process.WaitForExit();
    }

    int Hear(string line)
    {
        if (line.Length != 37 || !Guid.TryParse(line.AsSpan(1), out Guid id))
        {
            return 0;
        }

        Begun.Add(id);
        return line[0] == '!' && Acknowledged.Add(id) ? 1 : 0;
    }
}
