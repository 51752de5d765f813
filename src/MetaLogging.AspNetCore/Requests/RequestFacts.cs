using System.Net;
using System.Security.Claims;
using MetaLogging.AspNetCore.Configuration;
using MetaLogging.Context;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace MetaLogging.AspNetCore.Requests;

/// <summary>
/// What an event says of the request that it belongs to. Whatever a client sends is cut to what an event may hold: a name that is too long must not keep an attempt out of
/// the trail.
/// </summary>
internal static class RequestFacts
{
    const int LongestId = 512;
    const int LongestAgent = 1024;

    /// <summary>Where the request comes from, and its id.</summary>
    public static AuditScope Origin(HttpContext http, AspNetCoreOptions options) => new()
    {
        IpAddress = Address(http.Connection.RemoteIpAddress),
        UserAgent = options.UserAgent && http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? Fitting(agent, LongestAgent) : null,
        RequestId = Id(http.TraceIdentifier),
    };

    /// <summary>The same, and who is acting.</summary>
    public static AuditScope Scope(HttpContext http, AspNetCoreOptions options) => Origin(http, options) with
    {
        UserId = UserId(http.User),
        UserName = UserName(http.User),
    };

    /// <summary>The id of an authenticated user.</summary>
    public static string? UserId(ClaimsPrincipal? user) => user is not null && IsKnown(user)
        ? Id(user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value)
        : null;

    /// <summary>The name of an authenticated user.</summary>
    public static string? UserName(ClaimsPrincipal? user) => user is not null && IsKnown(user) ? Id(user.Identity?.Name ?? user.FindFirst("name")?.Value) : null;

    /// <summary>Whether any identity of it is authenticated.</summary>
    public static bool IsKnown(ClaimsPrincipal user) => user.Identities.Any(identity => identity.IsAuthenticated);

    /// <summary>The pattern of an endpoint's route; never the path, which holds what it likes.</summary>
    public static string? Pattern(Endpoint? endpoint) => endpoint switch
    {
        RouteEndpoint route => Id("/" + Named(route.RoutePattern).TrimStart('/', '~')),
        not null => Id(endpoint.DisplayName),
        null => null,
    };

    /// <summary>The pattern, with the names of controller and action where a convention has one pattern for all of them.</summary>
    static string Named(RoutePattern pattern)
    {
        string text = pattern.RawText ?? "";
        foreach ((string name, object? value) in pattern.RequiredValues)
        {
            int start = value is string { Length: > 0 } ? text.IndexOf("{" + name, StringComparison.OrdinalIgnoreCase) : -1;
            int end = start < 0 ? -1 : text.IndexOf('}', start);
            if (end > 0 && !char.IsLetterOrDigit(text[start + name.Length + 1]))
            {
                text = string.Concat(text.AsSpan(0, start), (string)value!, text.AsSpan(end + 1));
            }
        }

        return text;
    }

    /// <summary>A text as an id of an event: at most 512 characters; null where it is empty.</summary>
    public static string? Id(string? text) => string.IsNullOrEmpty(text) ? null : Fitting(text, LongestId);

    /// <summary>A verb, which may be anything that a client likes.</summary>
    public static string Verb(HttpContext http) => Fitting(http.Request.Method, 32);

    /// <summary>An IPv4 address that arrived over IPv6 is an IPv4 address; an interface of this machine is no part of an address.</summary>
    static string? Address(IPAddress? address) => address switch
    {
        null => null,
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, ScopeId: not 0 } => new IPAddress(address.GetAddressBytes()).ToString(),
        _ => address.ToString(),
    };

    /// <summary>Cuts a text, between characters and not inside one, and puts U+FFFD for half characters, which are no text.</summary>
    static string Fitting(string text, int length)
    {
        string cut = text.Length <= length ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1), "…");
        return cut.Any(char.IsSurrogate) ? System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(cut)) : cut;
    }
}
