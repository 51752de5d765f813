using System.Text.Json.Serialization;

namespace MetaLogging.Api.Configuration;

/// <summary>Bearer tokens (JWT, RFC 7519) of an OpenID Connect issuer: section <c>MetaLogging:Api:Jwt</c>.</summary>
public sealed class JwtOptions
{
    /// <summary>The issuer's address, below which <c>/.well-known/openid-configuration</c> lies: https, or http on loopback. Empty: no tokens are taken.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The audience that a token must be for. Required with an authority.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim that carries the permissions, as an array or as words. Default <c>permissions</c>.</summary>
    public string PermissionsClaim { get; set; } = "permissions";

    /// <summary>The claim that carries the tenant; empty: tokens are of no tenant. With one named, a token without it is refused.</summary>
    public string TenantClaim { get; set; } = "";

    /// <summary>Whether tokens are taken.</summary>
    [JsonIgnore]
    public bool IsOn => Authority.Length > 0;
}
