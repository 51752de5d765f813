using MetaLogging.AspNetCore;
using MetaLogging.AspNetCore.Requests;

// So that `http.AuditedRequest()` is found without a using.
namespace Microsoft.AspNetCore.Http;

/// <summary>Reaches the event of a request from its handler.</summary>
public static class AuditedRequestExtensions
{
    /// <summary>What the handler adds to the event of this request: <c>http.AuditedRequest().ResourceId = invoice.Id</c>.</summary>
    public static AuditedRequest AuditedRequest(this HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return RequestNote.Of(http).Added ??= new();
    }
}
