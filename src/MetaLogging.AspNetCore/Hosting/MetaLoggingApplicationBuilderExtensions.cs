using MetaLogging.AspNetCore.Requests;
using MetaLogging.AspNetCore.SignIns;
using Microsoft.Extensions.DependencyInjection;

// So that `app.UseMetaLogging()` is found without a using.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the audit trail to a pipeline.</summary>
public static class MetaLoggingApplicationBuilderExtensions
{
    /// <summary>
    /// Says who is acting for everything that is recorded below it, and audits requests whose endpoint says so. After <c>UseAuthentication</c> and
    /// <c>UseAuthorization</c>: the user is known then. Used again, it does nothing more.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>AddMetaLogging().AddAspNetCore()</c> was not called.</exception>
    public static IApplicationBuilder UseMetaLogging(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<SignInRecord>() is null)
        {
            throw new InvalidOperationException("UseMetaLogging needs its services. Add them: builder.Services.AddMetaLogging().AddAspNetCore().");
        }

        return app.UseMiddleware<RequestAudit>();
    }
}
