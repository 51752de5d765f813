using MetaLogging.Events;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

internal sealed record Order(string Id);

internal sealed class Shipping(IAuditTrail audit)
{
    public Task ShipAsync(Order order) =>
        audit.RecordAsync(new AuditEvent { Action = "order.ship", ResourceType = "order", ResourceId = order.Id });
}
