using MetaLogging.Journaling.Verifying;
using MetaLogging.Server.Output;
using MetaLogging.Verifying;

namespace MetaLogging.Server.Verifying;

/// <summary>What verifying found, in words. The first line is the verdict.</summary>
internal static class VerificationText
{
    const int NameWidth = 16;
    const double Mebi = 1 << 20;

    public static void Write(VerificationSettings settings, VerificationReport report, ComparedStores stores, DataOutput output)
    {
        output.WriteLine(report.IsWhole && StoresText.Verdict(stores.Compared) is { } verdict
            ? verdict
            : report.IsWhole
            ? Visible($"Verified: nothing is damaged in {report.Entries:N0} entries.")
            : Visible($"Damaged: sequence {report.Damage[0].Sequence} is the first that is affected; {Count(report.DamageCount, "problem", "problems")}."));
        WriteSummary(settings, report, output);
        StoresText.Write(stores, output);
        WriteFindings("Damage", report.Damage, report.DamageCount, output);
        WriteFindings("Notes", report.Notes, report.Notes.Count, output);
    }

    static void WriteSummary(VerificationSettings settings, VerificationReport report, DataOutput output)
    {
        long kept = report.NextSequence - report.FirstSequence;
        Member(output, "log", report.Origin ?? "its name can't be read");
        Member(output, "entries", kept == 0 ? "none" : Visible($"{report.Entries:N0} checked; they are {report.FirstSequence} to {report.NextSequence - 1}"));
        Member(output, "segments", Visible($"{report.Segments:N0}, {report.Bytes / Mebi:N1} MiB"));
        if (report.FirstSequence > 0)
        {
            Member(output, "dropped", Visible($"{report.FirstSequence:N0} entries, those before {report.FirstSequence}"));
        }

        Member(output, "erased parts", Visible($"{report.ErasedParts:N0}, as ordered"));
        Member(output, "checkpoints", report.CoveredTo is { } covered
            ? Visible($"{report.Checkpoints:N0} checked; {covered:N0} entries are signed, {Math.Max(0, report.NextSequence - covered):N0} lie after the last checkpoint")
            : Visible($"none holds: {report.NextSequence:N0} entries are not signed"));
        if (settings.Checkpoint is { } file)
        {
            Member(output, "checkpoint", report.GivenTo is { } given ? Visible($"{file} holds, over {given:N0} entries") : $"{file} does not hold");
        }

        if (report.GuardedTo is { } guarded)
        {
            Member(output, "signing guard", Visible($"agrees, over {guarded:N0} entries"));
        }

        if (report.Anchors > 0)
        {
            Member(output, "anchors", report.AnchoredTo is { } anchored
                ? Visible($"{report.Anchors:N0} read; anchored are the entries before {anchored}; {Math.Max(0, report.NextSequence - anchored):N0} lie behind the last anchor")
                : Visible($"{report.Anchors:N0} read, and none holds"));
        }

        Member(output, "keys", report.KeysAreTheFolders
            ? "taken from the folder itself, which proves nothing against somebody who could replace them; give those that you kept with --vkey"
            : "those that were given");
        Member(output, "time", Visible($"{report.Elapsed.TotalSeconds:N1} s, {report.Entries / Math.Max(0.001, report.Elapsed.TotalSeconds):N0} entries/s"));
    }

    static void WriteFindings(string title, IReadOnlyList<Finding> findings, long count, DataOutput output)
    {
        if (findings.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"{title}:");
        foreach (Finding finding in findings)
        {
            output.WriteLine(Visible($"  sequence {finding.Sequence}, {finding.File}: {finding.Reason}"));
        }

        if (count > findings.Count)
        {
            output.WriteLine(Visible($"  and {count - findings.Count:N0} more"));
        }
    }

    static string Count(long count, string one, string many) => FormattableString.Invariant($"{count:N0} {(count == 1 ? one : many)}");

    public static void Member(DataOutput output, string name, string value) => output.WriteLine($"  {name.PadRight(NameWidth)} {VisibleText.Of(value)}");

    static string Visible(FormattableString sentence) => VisibleText.Of(FormattableString.Invariant(sentence));
}
