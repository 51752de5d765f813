using System.Net;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Http;

/// <summary>Asks a server who it is: <c>/ping</c>, which all versions answer to everybody, with their version in a header.</summary>
internal static class ServerPing
{
    /// <summary>The version as the server says it: <c>1.6.7</c>, <c>v2.7.11</c>; empty: it does not say.</summary>
    public static async Task<string> ReadVersionAsync(InfluxHttp http, CancellationToken cancellationToken)
    {
        using HttpAnswer answer = await http.AskAsync(() => new(HttpMethod.Get, "ping"), cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)
        {
            await answer.EnsureSuccessAsync().ConfigureAwait(false);
        }

        // A server may hide its version, or ask for a user even here.
        string version = answer.Header("X-Influxdb-Version") ?? "";
        return version.Length > 0 || answer.Status is HttpStatusCode.NoContent or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? version
            : throw InfluxFailure.NoInfluxDb(http.Server, $"{(int)answer.Status} to /ping");
    }

    /// <exception cref="StoreException">It is of another major version.</exception>
    public static void RequireMajor(string server, string version, int major)
    {
        string digits = new([.. version.TrimStart('v').TakeWhile(char.IsAsciiDigit)]);
        if (digits.Length > 0 && digits != (major == 1 ? "1" : "2"))
        {
            throw new StoreException($"{server} is version {digits}, and INFLUXDB_VERSION says {major}. Set INFLUXDB_VERSION to {digits}"
                + (digits is "1" or "2" ? "." : " is not possible: only 1 and 2 are known. Use a server of one of them."));
        }
    }
}
