using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>The JSON of requests.</summary>
internal static class FluxJson
{
    public static StringContent Content(JsonObject json) => new(json.ToJsonString(), Encoding.UTF8, "application/json");
}
