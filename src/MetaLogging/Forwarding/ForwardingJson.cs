using System.Text.Json.Serialization;

namespace MetaLogging.Forwarding;

/// <summary>What is remembered of a delivery, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DeliveryState))]
internal sealed partial class ForwardingJson : JsonSerializerContext;
