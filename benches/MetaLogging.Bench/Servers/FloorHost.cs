using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Bench.Servers;

/// <summary>Kestrel with a handler that only reads the body, and answers as long as we do. It runs until it is told to stop.</summary>
internal static class FloorHost
{
    /// <summary>The argument of the bench that makes it one; the port follows.</summary>
    public const string Argument = "--floor-host";

    static readonly byte[] Answer =
        """{"success":true,"message":"recorded","id":"01980000-0000-7000-8000-000000000000","origin":"example/0123456789","sequence":1}"""u8
            .ToArray();

    public static async Task RunAsync(string port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            // As the program sets it up.
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 17 << 20;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.ListenLocalhost(int.Parse(port, CultureInfo.InvariantCulture));
        });
        await using WebApplication host = builder.Build();
        host.Run(AnswerAsync);
        await host.RunAsync();
    }

    static async Task AnswerAsync(HttpContext context)
    {
        PipeReader body = context.Request.BodyReader;
        ReadResult read;
        do
        {
            read = await body.ReadAsync();
            body.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Answer.Length;
        await context.Response.BodyWriter.WriteAsync(Answer);
    }
}
