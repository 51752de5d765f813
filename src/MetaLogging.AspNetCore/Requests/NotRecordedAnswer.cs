using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MetaLogging.AspNetCore.Requests;

/// <summary>The answer to a request that fails because its event can't be recorded.</summary>
internal static class NotRecordedAnswer
{
    /// <summary>503 with problem details; where another answer has started already, the connection is cut, so that nobody takes that one for a success.</summary>
    public static async Task WriteAsync(HttpContext http, Endpoint? endpoint, ILogger logger)
    {
        string name = RequestFacts.Pattern(endpoint) ?? "no endpoint";
        if (http.Response.HasStarted)
        {
            AspNetCoreLog.Aborted(logger, name);
            http.Abort();
            return;
        }

        AspNetCoreLog.NotRecorded(logger, name);
        http.Response.Clear();   // with the cookies that were to be set
        http.Response.Headers.RetryAfter = "5";
        await Results.Problem(
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "The request could not be recorded.",
            detail: "It must be in the audit trail, which can't be written at the moment. Try again later.").ExecuteAsync(http).ConfigureAwait(false);
    }
}
