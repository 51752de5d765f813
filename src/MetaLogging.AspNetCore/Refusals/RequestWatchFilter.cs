using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MetaLogging.AspNetCore.Refusals;

/// <summary>Puts <see cref="RequestWatch"/> around the application's own pipeline.</summary>
internal sealed class RequestWatchFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<RequestWatch>();
        next(app);
    };
}
