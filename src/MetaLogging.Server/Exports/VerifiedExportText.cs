using System.Globalization;
using MetaLogging.Exports;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Output;
using MetaLogging.Server.Proofs;

namespace MetaLogging.Server.Exports;

/// <summary>What of an export is proven, in words.</summary>
internal static class VerifiedExportText
{
    const int NameWidth = 16;

    public static void Write(VerifiedExport verified, DataOutput output)
    {
        string events = verified.Events == 1 ? "1 event" : FormattableString.Invariant($"{verified.Events} events");
        output.WriteLine(VisibleText.Of(FormattableString.Invariant(
            $"Proven: {events} of the log {verified.Tree.Origin} in its tree of {verified.Tree.Size} entries; {ExportFiles.Events} shows them as the log has them.")));
        WriteMember(output, "root", verified.Tree.Root.ToString());
        foreach (CheckedSignature signature in verified.Signatures)
        {
            string who = string.Create(CultureInfo.InvariantCulture, $"{signature.Key.Name} (key {signature.Key.Id:x8})");
            WriteMember(
                output,
                signature.Key.Type == NoteKeyType.Log ? "signed by" : "witnessed by",
                signature.Time is { } time ? $"{who} at {ProvenText.Time(time)}" : who);
        }

        foreach (string name in verified.Unchecked)
        {
            WriteMember(output, "not checked", $"a signature in the name of {name}, whose key was not given");
        }

        WriteMember(output, "sequences", FormattableString.Invariant($"{verified.FirstSequence} to {verified.LastSequence}"));
        if (verified.Erased > 0)
        {
            WriteMember(output, "erased", FormattableString.Invariant($"parts of {verified.Erased} events; a digest stands in their place"));
        }

        output.WriteLine();
        output.WriteLine("Not proven: that no other event matches what was asked for; whoever made the export could leave events out.");
        output.WriteLine($"Not covered by any signature: {ExportFiles.Readme}, {ExportFiles.Description} (filters, time, who made it) and {ExportFiles.Keys}.");
    }

    static void WriteMember(DataOutput output, string name, string value) => output.WriteLine($"  {name.PadRight(NameWidth)} {VisibleText.Of(value)}");
}
