using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Tests.Support;

/// <summary>A scheme that believes a header: <c>X-User: 7 Alice admin</c> is the user's id, name and roles.</summary>
internal sealed class NamedUser(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Named";

    public static void Add(IServiceCollection services) =>
        services.AddAuthentication(SchemeName).AddScheme<AuthenticationSchemeOptions, NamedUser>(SchemeName, null);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers["X-User"].ToString() is not { Length: > 0 } header)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        string[] words = header.Split(' ');
        ClaimsIdentity identity = new(
            [
                new(ClaimTypes.NameIdentifier, words[0]),
                new(ClaimTypes.Name, words[1]),
                .. words[2..].Select(word => word.StartsWith("scope=", StringComparison.Ordinal) ? new Claim("scope", word[6..].Replace('+', ' ')) : new Claim(ClaimTypes.Role, word)),
            ],
            SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), SchemeName)));
    }
}
