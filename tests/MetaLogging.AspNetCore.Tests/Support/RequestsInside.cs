using Microsoft.AspNetCore.Hosting;

namespace MetaLogging.AspNetCore.Tests.Support;

/// <summary>Counts the requests that an application has not done with.</summary>
internal sealed class RequestsInside : IStartupFilter
{
    int _count;

    public int Count => Volatile.Read(ref _count);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (http, inner) =>
        {
            Interlocked.Increment(ref _count);
            try
            {
                await inner(http);
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        });
        next(app);
    };
}
