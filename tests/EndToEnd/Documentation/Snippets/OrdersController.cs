using MetaLogging.AspNetCore;
using Microsoft.AspNetCore.Mvc;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

[Audited("order.access", ResourceType = "order")]
public sealed class OrdersController : ControllerBase
{
    [HttpGet("/orders/{id}")]
    [Audited("order.read", ResourceType = "order", ResourceIdFrom = "id", PrivacyImpact = true, DataCategories = ["contact"])]
    public IActionResult Read(string id) => Ok(id);
}
