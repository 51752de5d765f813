using System.Buffers;
using System.Text.Json;

namespace MetaLogging.Extensions;

/// <summary>The extensions of a host as JSON, for the API and for programs: an array with one object an extension. No value of a variable stands in it.</summary>
internal static class ExtensionsJson
{
    static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes them for a person to read.</summary>
    public static async Task<byte[]> ToUtf8Async(ExtensionHost host, CancellationToken cancellationToken)
    {
        IReadOnlyList<ExtensionHealth> health = await host.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json, Indented))
        {
            Write(writer, host, health);
        }

        return json.WrittenSpan.ToArray();
    }

    /// <summary>Writes them.</summary>
    public static void Write(Utf8JsonWriter json, ExtensionHost host, IReadOnlyList<ExtensionHealth> health)
    {
        json.WriteStartArray();
        foreach (Extension extension in host.Extensions)
        {
            Write(json, extension, host, health.First(one => one.Name == extension.Description.Name));
        }

        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, Extension extension, ExtensionHost host, ExtensionHealth health)
    {
        ExtensionDescription about = extension.Description;
        json.WriteStartObject();
        json.WriteString("name"u8, about.Name);
        json.WriteString("version"u8, about.Version.ToString());
        json.WriteString("description"u8, about.Description);
        json.WriteString("state"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(health.State.ToString()));
        json.WriteString("problem"u8, health.Problem);
        WriteAll(json, "abilities"u8, host.Abilities.Where(ability => ability.Extension == about.Name), ability =>
        {
            json.WriteString("name"u8, ability.Name);
            json.WriteBoolean("conditional"u8, ability.IsConditional);
            json.WriteBoolean("present"u8, ability.IsPresent);
            json.WriteString("reason"u8, ability.MissingBecause);
        });
        WriteAll(json, "dependencies"u8, about.Dependencies, needed =>
        {
            json.WriteString("name"u8, needed.Name);
            json.WriteString("version"u8, needed.Range);
        });
        WriteAll(json, "packages"u8, about.PackageDependencies, package =>
        {
            json.WriteString("name"u8, package.Name);
            json.WriteString("for"u8, package.For);
        });
        WriteAll(json, "environment_variables"u8, about.EnvironmentVariables, variable =>
        {
            json.WriteString("name"u8, variable.Name);
            json.WriteString("default"u8, variable.Default);
            json.WriteString("description"u8, variable.Description);
            json.WriteBoolean("secret"u8, variable.IsSecret);
            json.WriteBoolean("set"u8, host.LookUp(variable.Name) is { Length: > 0 });
        });
        json.WriteStartArray("permissions"u8);
        foreach (string permission in about.Permissions)
        {
            json.WriteStringValue(permission);
        }

        json.WriteEndArray();
        if (extension is DatabaseExtension database)
        {
            WriteAll(json, "providers"u8, database.Providers, provider =>
            {
                json.WriteString("name"u8, provider.Name);
                json.WriteString("kind"u8, provider.Kind);
            });
        }

        json.WriteEndObject();
    }

    static void WriteAll<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<T> all, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T one in all)
        {
            json.WriteStartObject();
            write(one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
