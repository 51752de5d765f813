using System.Text.Json.Nodes;

namespace MetaLogging.Configuration;

/// <summary>
/// The settings of a section as they are in force, for the record of what changed. Secrets must not be among them.
/// </summary>
/// <param name="Name">The section: <c>MetaLogging:Embedded</c>.</param>
/// <param name="Values">The settings; objects are sections of it.</param>
internal sealed record SettingsSection(string Name, JsonObject Values);
