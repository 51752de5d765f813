using System.Globalization;
using MetaLogging.Import;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Logs;

/// <summary>What an import found and did, for people.</summary>
internal static class ImportResultText
{
    const int Widest = 52;

    public static void Write(string name, ImportResult result, DataOutput output)
    {
        output.WriteLine(VisibleText.Of(name));
        WriteNumber(output, "lines", result.Lines);
        WriteNumber(output, "failed attempts", result.FailedAttempts);
        WriteNumber(output, "accepted logins", result.AcceptedLogins);
        WriteNumber(output, "distinct addresses of failures", result.FailureAddresses);
        WriteNumber(output, "distinct addresses of all events", result.Addresses);
        WriteNumber(output, "recorded", result.Recorded);
        WriteNumber(output, "already there", result.AlreadyThere);
        WriteNumber(output, "understood, and no events", result.Passed.Sum(passed => passed.Lines));
        foreach (PassedLines passed in result.Passed)
        {
            WriteNumber(output, $"  {passed.Reason}", passed.Lines);
        }

        WriteNumber(output, "not understood", result.Unplaced);
        WriteLines(output, result.FirstUnplaced.Select(line => line.ToString()), result.Unplaced - result.FirstUnplaced.Count);
        WriteNumber(output, "rejected", result.Rejected);
        WriteLines(output, result.FirstRejected.Select(line => line.ToString()), result.Rejected - result.FirstRejected.Count);
    }

    static void WriteNumber(DataOutput output, string name, long number) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name.PadRight(Widest)}{number,12:N0}"));

    static void WriteLines(DataOutput output, IEnumerable<string> lines, long more)
    {
        foreach (string line in lines)
        {
            output.WriteLine($"    {VisibleText.Of(line)}");
        }

        if (more > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    and {more:N0} more"));
        }
    }
}
