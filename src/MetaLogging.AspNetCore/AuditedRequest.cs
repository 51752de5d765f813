using System.Text.Json.Nodes;

namespace MetaLogging.AspNetCore;

/// <summary>
/// What a handler adds to the event of its request: what is only known once the request is done. It counts with the outcome; where the request is not audited, it is left
/// alone. Used by the request's own flow only.
/// </summary>
public sealed class AuditedRequest
{
    /// <summary>The resource's id, such as that of an invoice just made. Default: what the endpoint says.</summary>
    public string? ResourceId { get; set; }

    /// <summary>Whose data it was, where the resource's id does not say; at most 256 ids. Default none.</summary>
    public IList<string> SubjectIds { get; } = [];

    /// <summary>
    /// Anything else. Default empty. The members <c>method</c>, <c>route</c> and <c>status</c> are the request's own. Never passwords, tokens or codes.
    /// </summary>
    public JsonObject AdditionalData { get; } = [];
}
