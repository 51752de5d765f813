using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Json;

namespace MetaLogging.Exports;

/// <summary>What <c>export.json</c> says of an export. No signature covers it.</summary>
internal sealed record ExportDescription
{
    /// <summary>The name of the form that is written now.</summary>
    public const string CurrentForm = "metalog-export/1";

    static readonly JsonSerializerOptions Plain = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The form of the archive.</summary>
    public string Form { get; init; } = CurrentForm;

    /// <summary>The version of the program that made it.</summary>
    public required string Version { get; init; }

    /// <summary>When it was made, RFC 3339.</summary>
    public required string MadeAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>The filters, as they are named in the API.</summary>
    public required JsonObject Filters { get; init; }

    /// <summary>The log.</summary>
    public required string Origin { get; init; }

    /// <summary>The size of the tree.</summary>
    public required long Size { get; init; }

    /// <summary>How many events there are.</summary>
    public required long Events { get; init; }

    /// <summary>Of how many of them something is erased.</summary>
    public required long Erased { get; init; }

    /// <summary>The sequence of the own event that tells of the export.</summary>
    public required long ToldBy { get; init; }

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        JsonObject json = new()
        {
            ["form"] = Form,
            ["version"] = Version,
            ["made_at"] = MadeAt,
            ["made_by"] = MadeBy,
            ["filters"] = Filters.DeepClone(),
            ["origin"] = Origin,
            ["size"] = Size,
            ["events"] = Events,
            ["erased"] = Erased,
            ["told_by"] = ToldBy,
        };
        return [.. Encoding.UTF8.GetBytes(json.ToJsonString(Plain)), (byte)'\n'];
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="JsonFormatException">It is none; the message names the member.</exception>
    public static ExportDescription Read(ReadOnlyMemory<byte> json) => JsonMembers.Read(json, members => new ExportDescription
    {
        Form = members.Text("form"),
        Version = members.Text("version"),
        MadeAt = members.Text("made_at"),
        MadeBy = members.Text("made_by"),
        Filters = members.OptionalObject("filters") is null ? [] : (JsonObject)members.Tree("filters")!,
        Origin = members.Text("origin"),
        Size = members.Count("size"),
        Events = members.Count("events"),
        Erased = members.Count("erased"),
        ToldBy = members.Count("told_by"),
    });
}
