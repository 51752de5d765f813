using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MetaLogging.AspNetCore.Tests.SignIns;

/// <summary>Makes signed tokens.</summary>
internal sealed class Tokens(string issuer, string audience)
{
    public RsaSecurityKey Key { get; } = new(RSA.Create(2048)) { KeyId = "first" };

    public string Make(DateTime expires, RsaSecurityKey? key = null, params Claim[] claims) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = audience,
        Subject = new([new("sub", "31"), new("name", "Frida"), .. claims]),
        IssuedAt = expires.AddHours(-1),
        NotBefore = expires.AddHours(-1),
        Expires = expires,
        SigningCredentials = new(key ?? Key, SecurityAlgorithms.RsaSha256),
    });
}
