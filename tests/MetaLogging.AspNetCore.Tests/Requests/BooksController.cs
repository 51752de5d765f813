using Microsoft.AspNetCore.Mvc;

namespace MetaLogging.AspNetCore.Tests.Requests;

[ApiController]
[Route("books")]
[Audited("book.any", ResourceType = "book")]
public sealed class BooksController : ControllerBase
{
    [HttpGet("{id}")]
    [Audited("book.read", ResourceType = "book", ResourceIdFrom = "id")]
    public IActionResult Read(int id) => Ok(id);

    [HttpGet("list")]
    public IActionResult List() => Ok();

    [HttpGet("hidden")]
    [NotAudited]
    public IActionResult Hidden() => Ok();
}
