using Microsoft.AspNetCore.Mvc;

namespace MetaLogging.AspNetCore.Tests.Requests;

[ApiController]
[Route("pens")]
public sealed class PensController : ControllerBase
{
    [HttpGet]
    public IActionResult List() => Ok();
}
