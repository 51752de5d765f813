using System.Security.Claims;
using MetaLogging.Api.Configuration;
using MetaLogging.Recording;
using MetaLogging.Validation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MetaLogging.Api.Access;

/// <summary>
/// Checks bearer tokens of an OpenID Connect issuer: signature by the issuer's published keys, issuer, audience and lifetime; asymmetric algorithms only.
/// </summary>
internal sealed class TokenCheck
{
    static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>How long the issuer has to answer. A request with a token waits as long for others that ask, and then for its own turn.</summary>
    static readonly TimeSpan IssuerTime = TimeSpan.FromSeconds(3);

    /// <summary>Clocks of two machines differ a little.</summary>
    static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    readonly JwtOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    readonly ConfigurationManager<OpenIdConnectConfiguration>? _issuer;

    public TokenCheck(IOptions<ApiOptions> options, TimeProvider time, ILogger<TokenCheck> logger)
    {
        _time = time;
        _options = options.Value.Jwt;
        _logger = logger;
        if (_options.IsOn)
        {
            _issuer = new(
                _options.Authority.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(new HttpClient { Timeout = IssuerTime }) { RequireHttps = !new Uri(_options.Authority).IsLoopback });
        }
    }

    /// <summary>Whether tokens are taken at all.</summary>
    public bool IsOn => _options.IsOn;

    /// <summary>Who bears this token; null where it does not hold.</summary>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        OpenIdConnectConfiguration issuer;
        using CancellationTokenSource turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        turn.CancelAfter(IssuerTime);
        try
        {
            issuer = await _issuer!.GetConfigurationAsync(turn.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            ApiLog.IssuerUnreachable(_logger, _options.Authority, e);
            return null;
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudience = _options.Audience,
            IssuerSigningKeyResolver = (_, _, id, _) => issuer.SigningKeys.Where(key => string.IsNullOrEmpty(id) || key.KeyId == id),
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            ClockSkew = ClockSkew,
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = false,
        }).ConfigureAwait(false);
        if (!result.IsValid)
        {
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            {
                _issuer.RequestRefresh();   // the issuer may have new keys
            }

            ApiLog.TokenRefused(_logger, result.Exception?.GetType().Name ?? "not valid");   // its message quotes the token
            return null;
        }

        return CallerOf(result.ClaimsIdentity, ((JsonWebToken)result.SecurityToken).ValidTo);
    }

    Caller? CallerOf(ClaimsIdentity claims, DateTime validTo)
    {
        string? subject = claims.FindFirst("sub")?.Value;
        string? tenant = _options.TenantClaim.Length == 0 ? null : claims.FindFirst(_options.TenantClaim)?.Value;
        if (string.IsNullOrEmpty(subject) || (_options.TenantClaim.Length > 0 && !NamePattern.IsName(tenant)))
        {
            ApiLog.TokenRefused(_logger, "it lacks a claim that is needed here");
            return null;
        }

        Permissions permissions = Permissions.None;
        foreach (Claim claim in claims.FindAll(_options.PermissionsClaim))
        {
            foreach (string word in claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                permissions |= PermissionNames.Find(word) ?? Permissions.None;
            }
        }

        // recorded_by stands in the fact, which is kept for ever: a person's token must not put its subject there.
        return new(subject, subject, permissions, new Recorder("jwt", ClientOf(claims), tenant) { MayTellGaps = true }) { IsValid = () => _time.GetUtcNow().UtcDateTime < validTo + ClockSkew };
    }

    /// <summary>The application that asked for the token, where it says so by a name.</summary>
    static string ClientOf(ClaimsIdentity claims) =>
        (claims.FindFirst("azp") ?? claims.FindFirst("client_id"))?.Value is { } client && NamePattern.IsName(client) ? client : "jwt";
}
