using Microsoft.AspNetCore.Http;

namespace MetaLogging.AspNetCore.Requests;

/// <summary>
/// What is known of a request across the layers that it passes, so that one attempt and one refusal count once. Used by one request, and so by one thread at a time.
/// </summary>
internal sealed class RequestNote
{
    /// <summary>Whether <c>UseMetaLogging</c> has seen it.</summary>
    public bool WasSeen { get; set; }

    /// <summary>Whether access was refused, whatever status says so: a cookie's scheme answers with a redirection.</summary>
    public bool WasRefused { get; set; }

    /// <summary>The endpoint; error pages take it away.</summary>
    public Endpoint? Endpoint { get; set; }

    /// <summary>What the handler adds to the event of the request.</summary>
    public AuditedRequest? Added { get; set; }

    /// <summary>Whether any scheme knew the user.</summary>
    public bool WasAuthenticated { get; set; }

    /// <summary>The first scheme that refused what was presented to it, and why.</summary>
    public (string Scheme, string Reason)? RefusedToken { get; set; }

    /// <summary>The user name as it was typed.</summary>
    public string? TypedUsername { get; set; }

    /// <summary>How the user signs in: <c>password</c>.</summary>
    public string? Method { get; set; }

    /// <summary>Whether a session that exists is only being renewed.</summary>
    public bool IsRenewal { get; set; }

    /// <summary>Whether the stamp of an existing session was checked, as it is when a token is exchanged for a new one.</summary>
    public bool WasStampChecked { get; set; }

    /// <summary>Whether the sign-in of this request is recorded.</summary>
    public bool HasLogin { get; set; }

    /// <summary>Whether the sign-out of this request is recorded.</summary>
    public bool HasLogout { get; set; }

    /// <summary>Whether the failed answer of an external provider is recorded.</summary>
    public bool HasRemoteFailure { get; set; }

    /// <summary>The note of a request.</summary>
    public static RequestNote Of(HttpContext http)
    {
        if (http.Features.Get<RequestNote>() is { } note)
        {
            return note;
        }

        note = new();
        http.Features.Set(note);
        return note;
    }
}
