using System.Text.Json.Nodes;

namespace MetaLogging.Api.Exports;

/// <summary>What a caller tells of an export that it has made.</summary>
/// <param name="Filters">The filters, as they are named in the API: a text or a list of texts each.</param>
/// <param name="Events">How many events it holds.</param>
/// <param name="Size">The size of the tree that they are proven in.</param>
internal sealed record ToldExport(JsonObject Filters, long Events, long Size);
