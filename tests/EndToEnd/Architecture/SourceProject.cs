using System.Xml.Linq;

namespace MetaLogging.EndToEnd.Architecture;

/// <summary>A project under <c>src</c>, as its file says it.</summary>
internal sealed record SourceProject(string Name, string Folder, bool IsLibrary, IReadOnlyList<string> References)
{
    public static IReadOnlyList<SourceProject> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(Read),
    ];

    /// <summary>Every package that a user of the project restores with it.</summary>
    public IReadOnlyList<string> RestoredPackages()
    {
        string assets = Path.Combine(Folder, "obj", "project.assets.json");
        using FileStream file = File.OpenRead(assets);
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(file);
        return
        [
            .. document.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(l => l.Value.GetProperty("type").GetString() == "package").Select(l => l.Name.Split('/')[0]),
        ];
    }

    static SourceProject Read(string path)
    {
        XDocument project = XDocument.Load(path);
        IEnumerable<string> references =
            project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        bool isProgram = project.Descendants("OutputType").Any(t => t.Value == "Exe");
        return new(Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(path)!, !isProgram, [.. references]);
    }
}
