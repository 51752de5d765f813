using System.Text;
using System.Text.RegularExpressions;

namespace MetaLogging.Bench.Results;

/// <summary>RESULTS.md: a section per bench; a bench that runs alone replaces its own and leaves the others.</summary>
internal static partial class ResultsFile
{
    const string Head =
        """
        # Results

        Written by `./bench`. Read the ratios: every table was measured in one run on one machine,
        and absolute figures of a shared machine move by a third from one day to the next.

        """;

    public static void Replace(string path, string name, string section)
    {
        SortedDictionary<string, string> sections = new(StringComparer.Ordinal);
        if (File.Exists(path))
        {
            foreach (Match match in Section().Matches(File.ReadAllText(path)))
            {
                sections[match.Groups["name"].Value] = match.Groups["text"].Value.Trim();
            }
        }

        sections[name] = section.Trim();
        StringBuilder text = new(Head);
        foreach ((string key, string value) in sections)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n<!-- begin {key} -->\n{value}\n<!-- end {key} -->\n");
        }

        File.WriteAllText(path, text.ToString());
    }

    [GeneratedRegex("<!-- begin (?<name>[a-z-]+) -->\n(?<text>.*?)<!-- end \\k<name> -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
