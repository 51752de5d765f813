using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Http;

/// <summary>What goes wrong with a server, as the one exception that the store throws. No text of the server stands in it but harmless ones.</summary>
internal static class InfluxFailure
{
    public static StoreException NotReached(string server, Exception reason) => reason is HttpRequestException { InnerException: AuthenticationException }
        ? new(
            $"{server} can't be trusted: its certificate is not signed by a known authority, or is not for this name. "
            + "Set MetaLogging:InfluxDb:CaFile to the certificate of its authority.",
            reason)
        { IsTransient = true }
        : Transient($"{server} can't be reached ({Kind(reason)}). Start it, or set INFLUXDB_HOST and INFLUXDB_PORT right. No event is lost meanwhile.", reason);

    public static StoreException NoAuthorities(string server, string file, Exception? reason) => new(
        $"{server} can't be trusted: {file} can't be read or holds no certificate. Set MetaLogging:InfluxDb:CaFile to a file in PEM with the certificate of its authority.",
        reason);

    public static StoreException TimedOut(string server, TimeSpan bound, Exception reason) =>
        Transient($"{server} did not answer within {bound.TotalSeconds:0.#} s. See how loaded it is, ask for a shorter range, or raise MetaLogging:InfluxDb:Timeout.", reason);

    public static StoreException BrokenOff(string server, Exception reason) =>
        Transient($"{server} broke its answer off in the middle. Ask again; its own log says why.", reason);

    public static StoreException Resting(string server) =>
        Transient($"{server} failed again and again, and is left alone for a moment. `metalog doctor` says what is wrong.", null);

    public static StoreException NoInfluxDb(string server, string what, Exception? reason = null) =>
        new($"{server} answered {what}, which InfluxDB does not. See that INFLUXDB_HOST and INFLUXDB_PORT name an InfluxDB server and no proxy.", reason) { IsTransient = true };

    public static StoreException Redirected(string server, HttpStatusCode status) =>
        new($"{server} answered {(int)status}, a redirect, which is not followed. Set INFLUXDB_HOST to the address it leads to.") { IsTransient = true };

    /// <summary>The answer to a question or an order, other than success.</summary>
    public static StoreException OfStatus(string server, HttpStatusCode status, ErrorBody body)
    {
        string words = ServerWords.Of(body.Text) is { } text ? $"{(int)status}, {text}" : $"{(int)status}";
        return status switch
        {
            // 2.x knows the token, and says so of what it may not.
            HttpStatusCode.Unauthorized when body.Text.EndsWith(" is unauthorized", StringComparison.Ordinal) => OfStatus(server, HttpStatusCode.Forbidden, body),
            HttpStatusCode.BadRequest when body.Text.EndsWith(" not found", StringComparison.Ordinal) => OfStatus(server, HttpStatusCode.NotFound, body),
            HttpStatusCode.Unauthorized => new($"{server} does not know the user ({words}). Set INFLUXDB_USERNAME and INFLUXDB_PASSWORD (version 1) or INFLUXDB_TOKEN (version 2) right."),
            HttpStatusCode.Forbidden => new($"{server} does not allow it ({words}). Give the user or the token the right to read and to write (docs/influxdb.md)."),
            HttpStatusCode.NotFound => new($"{server} has no such database or bucket, or is of another version ({words}). Set INFLUXDB_VERSION, and INFLUXDB_DATABASE or INFLUXDB_BUCKET and INFLUXDB_ORG right."),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new($"{server} refused what it was asked ({words})."),
            _ => Transient($"{server} failed ({words}). Its own log says why.", null),
        };
    }

    /// <summary>A write that can't succeed before somebody mends something.</summary>
    public static StoreException OfWrite(string server, string words) => new(
        $"{server} does not take points ({words}). See that the database or bucket is there, and that the user or the token may write to it "
        + "(docs/influxdb.md). No event is lost meanwhile.");

    /// <summary>A write that is sent again. The words may be a whole sentence already.</summary>
    public static StoreException NotNow(string server, string words) => Transient(
        words.StartsWith(server, StringComparison.Ordinal) ? words : $"{server} can't take points now ({words}). They are sent again; no event is lost meanwhile.", null);

    static StoreException Transient(string message, Exception? reason) => new(message, reason) { IsTransient = true };

    static string Kind(Exception reason)
    {
        for (Exception? inner = reason; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "connection refused";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return "the host's name is not known";
                case SocketException socket:
                    return socket.SocketErrorCode.ToString();
            }
        }

        return reason is HttpRequestException { HttpRequestError: var error } ? error.ToString() : reason.GetType().Name;
    }
}
