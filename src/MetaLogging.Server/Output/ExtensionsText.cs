using System.Text.Json;

namespace MetaLogging.Server.Output;

/// <summary>Extensions for people: each with what it can do, then the variables.</summary>
internal static class ExtensionsText
{
    public static void Write(JsonElement extensions, DataOutput output)
    {
        foreach (JsonElement extension in extensions.EnumerateArray())
        {
            WriteOne(extension, output);
            output.WriteLine();
        }

        // Extensions may read the same variable.
        IReadOnlyList<string>[] variables =
        [
            .. extensions.EnumerateArray().SelectMany(extension => extension.GetProperty("environment_variables").EnumerateArray())
                .DistinctBy(variable => variable.GetProperty("name").GetString())
                .Select(variable => (string[])[Text(variable, "name"), Text(variable, "default"), variable.GetProperty("set").GetBoolean() ? "yes" : "no", Text(variable, "description")]),
        ];
        new TextTable(output, ["variable", "default", "set", "says"]).Add(variables);
    }

    static void WriteOne(JsonElement extension, DataOutput output)
    {
        string state = Text(extension, "state") is "running" or "not_started" ? "" : $" ({Text(extension, "state")})";
        output.WriteLine($"{Text(extension, "name")} {Text(extension, "version")}{state}: {Text(extension, "description")}");
        if (Text(extension, "problem") is { Length: > 0 } problem)
        {
            output.WriteLine($"  problem: {problem}");
        }

        string needs = string.Join("; ", All(extension, "dependencies").Select(needed => $"{Text(needed, "name")} {Text(needed, "version")}".Trim()));
        IEnumerable<string> lines =
        [
            .. All(extension, "abilities").Select(ability => ability.GetProperty("present").GetBoolean()
                ? $"can {Text(ability, "name")}"
                : $"cannot {Text(ability, "name")}: {Text(ability, "reason")}"),
            needs.Length > 0 ? $"needs {needs}" : "",
            .. All(extension, "packages").Select(package => $"package {Text(package, "name")}: {Text(package, "for")}"),
            .. extension.TryGetProperty("providers", out JsonElement providers)
                ? providers.EnumerateArray().Select(provider => $"provider {Text(provider, "name")} ({Text(provider, "kind")})") : [],
            extension.GetProperty("permissions").GetArrayLength() > 0
                ? $"permissions {string.Join(", ", extension.GetProperty("permissions").EnumerateArray().Select(one => one.GetString()))}" : "",
        ];
        foreach (string line in lines.Where(line => line.Length > 0))
        {
            output.WriteLine($"  {VisibleText.Of(line)}");
        }
    }

    static JsonElement.ArrayEnumerator All(JsonElement extension, string member) => extension.GetProperty(member).EnumerateArray();

    static string Text(JsonElement json, string member) => VisibleText.Of(json.GetProperty(member).GetString() ?? "");
}
