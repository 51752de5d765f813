namespace MetaLogging.EndToEnd.Documentation;

/// <summary>A file that a page shows, and that is there from then on.</summary>
internal sealed record ShownFile(string Place, string Name, string Text) : ShownStep(Place)
{
    /// <summary>The file of this name on a page.</summary>
    public static ShownFile On(string page, string name) => Of(page).OfType<ShownFile>().Single(file => file.Name == name);
}
