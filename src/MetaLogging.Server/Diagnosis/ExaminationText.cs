using System.Globalization;
using MetaLogging.Configuration;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Diagnosis;

/// <summary>What was found, for people.</summary>
internal static class ExaminationText
{
    public static void Write(Examination found, DataOutput output)
    {
        List<IReadOnlyList<string>> rows = [["folder", VisibleText.Of(found.Folder)]];
        if (found.Journal is { } journal)
        {
            rows.Add(["journal", string.Create(CultureInfo.InvariantCulture, $"{State(journal.State)}, {found.NextSequence:N0} entries")]);
            rows.Add(["free space", string.Create(CultureInfo.InvariantCulture, $"{journal.FreeBytes / (double)(1 << 30):N1} GiB")]);
        }

        foreach (StoreFinding store in found.Stores)
        {
            rows.Add(
                [$"store {store.Name}", string.Create(CultureInfo.InvariantCulture, $"at {store.Position:N0}, {store.Lag:N0} behind")]);
        }

        new TextTable(output, ["looked at", "found"]).Add(rows);
        output.WriteLine();
        foreach (ConfigurationIssue issue in found.Issues)
        {
            string severity = issue.Severity == IssueSeverity.Error ? Colored("error", "31", output) : Colored("warning", "33", output);
            output.WriteLine($"{severity}: {VisibleText.Of(issue.Setting)}: {VisibleText.Of(issue.Message)}");
            output.WriteLine($"  {VisibleText.Of(issue.Remedy)}");
        }

        if (found.Issues.Count == 0)
        {
            output.WriteLine("No issues were found.");
        }
    }

    static string State(Journaling.JournalState state) => state switch
    {
        Journaling.JournalState.Ready => "ready",
        Journaling.JournalState.LowOnSpace => "low on space",
        Journaling.JournalState.Full => "full",
        Journaling.JournalState.Damaged => "damaged",
        _ => "read-only",
    };

    static string Colored(string word, string color, DataOutput output) => output.HasColor ? $"\e[{color}m{word}\e[0m" : word;
}
