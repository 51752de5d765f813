using System.Globalization;
using System.Text.Json;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling.Notes;
using MetaLogging.Proving;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Proofs;

/// <summary>What is proven, in words.</summary>
internal static class ProvenText
{
    const int NameWidth = 16;
    const long LastSecond = 253_402_300_799;

    public static void Write(ProvenEntry proven, DataOutput output)
    {
        output.WriteLine(Visible(
            $"Proven: entry {proven.Sequence} of the log {proven.Tree.Origin} is in its tree of {proven.Tree.Size} entries, as shown here."));
        WriteMember(output, "root", proven.Tree.Root.ToString());
        foreach (CheckedSignature signature in proven.Signatures)
        {
            string who = string.Create(CultureInfo.InvariantCulture, $"{signature.Key.Name} (key {signature.Key.Id:x8})");
            WriteMember(
                output,
                signature.Key.Type == NoteKeyType.Log ? "signed by" : "witnessed by",
                signature.Time is { } time ? $"{who} at {Time(time)}" : who);
        }

        output.WriteLine();
        output.WriteLine("The fact:");
        WriteMembers(proven.Fact, output);
        output.WriteLine();
        WriteDetail(proven, output);
    }

    /// <summary>When a witness signed: RFC 3339, or the seconds where they are beyond every calendar.</summary>
    public static string Time(long seconds) => seconds <= LastSecond
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"second {seconds} of the epoch");

    static void WriteDetail(ProvenEntry proven, DataOutput output)
    {
        if (!proven.HasDetail)
        {
            output.WriteLine("The detail is not shown: actor, client, subject and content of this entry are not proven by this file.");
            return;
        }

        output.WriteLine("The detail, as the fact commits to it:");
        using JsonDocument detail = JsonDocument.Parse(proven.Detail);
        foreach (string name in PartNames.Of(EntryParts.All))
        {
            if (detail.RootElement.TryGetProperty(name, out JsonElement part))
            {
                output.WriteLine($"  {name}:");
                WriteMembers(part, "    ", output);
            }
            else
            {
                bool isHidden = PartNames.Of(proven.Hidden).Contains(name);
                output.WriteLine(isHidden ? $"  {name}: not shown; erased in the log, or left out of this proof" : $"  {name}: empty");
            }
        }
    }

    static void WriteMembers(ReadOnlyMemory<byte> json, DataOutput output)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        WriteMembers(document.RootElement, "  ", output);
    }

    static void WriteMembers(JsonElement json, string indent, DataOutput output)
    {
        foreach (JsonProperty member in json.EnumerateObject())
        {
            WriteMember(output, member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText(), indent);
        }
    }

    static void WriteMember(DataOutput output, string name, string value, string indent = "  ") =>
        output.WriteLine($"{indent}{VisibleText.Of(name).PadRight(NameWidth)} {VisibleText.Of(value)}");

    static string Visible(FormattableString sentence) => VisibleText.Of(FormattableString.Invariant(sentence));
}
