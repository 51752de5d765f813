using MetaLogging.AspNetCore.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.AspNetCore.Refusals;

/// <summary>Notes that authorization refused a request: by its status it can't be told where a cookie's scheme answers with a redirection.</summary>
internal sealed class NotingResultHandler(IAuthorizationMiddlewareResultHandler inner) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Succeeded)
        {
            RequestNote note = RequestNote.Of(context);
            note.WasRefused = true;
            note.Endpoint ??= context.GetEndpoint();
        }

        return inner.HandleAsync(next, context, policy, authorizeResult);
    }
}
