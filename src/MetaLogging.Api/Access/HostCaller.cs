using System.Security.Claims;
using MetaLogging.Recording;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Access;

/// <summary>
/// Who the host let in: where it puts a policy of its own on the API, that is the one lock, and nobody is asked for a key. A policy that lets strangers in is no lock.
/// </summary>
internal static class HostCaller
{
    const string Name = "host";

    /// <summary>The user that the host let in; null where it has no policy here, or the user is a stranger.</summary>
    public static Caller? Of(HttpContext http, Recorder application)
    {
        EndpointMetadataCollection? said = http.GetEndpoint()?.Metadata;
        if (said?.GetMetadata<IAuthorizeData>() is null || said.GetMetadata<IAllowAnonymous>() is not null || http.User.Identity?.IsAuthenticated != true)
        {
            return null;
        }

        string? name = http.User.Identity.Name;
        string id = http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? http.User.FindFirstValue("sub") ?? name ?? Name;

        // recorded_by stands in the fact, which is kept for ever: a person must not stand there.
        return new(id, name ?? id, Permissions.All, new Recorder(Name, application.Source));
    }
}
