using Microsoft.AspNetCore.Mvc;

namespace MetaLogging.AspNetCore.Tests.Requests;

[Audited("chair.read")]
public sealed class ChairsController : Controller
{
    public IActionResult Sit(int id) => Ok(id);
}
