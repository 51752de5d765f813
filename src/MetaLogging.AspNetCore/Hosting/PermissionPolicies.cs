using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Hosting;

/// <summary>
/// The policies <c>logging:read</c>, <c>logging:write</c> and <c>logging:manage</c>, where the application has none of that name: after it has configured its own. Who has
/// a permission has it as a claim <c>permissions</c>, as a word of a claim <c>scope</c> or <c>scp</c>, or as a role.
/// </summary>
internal sealed class PermissionPolicies : IPostConfigureOptions<AuthorizationOptions>
{
    static readonly string[] Permissions = ["logging:read", "logging:write", "logging:manage"];

    public void PostConfigure(string? name, AuthorizationOptions options)
    {
        foreach (string permission in Permissions)
        {
            if (options.GetPolicy(permission) is null)
            {
                options.AddPolicy(permission, policy => policy.RequireAuthenticatedUser().RequireAssertion(asked => Has(asked.User, permission)));
            }
        }
    }

    static bool Has(ClaimsPrincipal user, string permission) =>
        user.IsInRole(permission) || user.Claims.Any(claim => claim.Type switch
        {
            "permissions" => claim.Value == permission,
            "scope" or "scp" => claim.Value.Split(' ').Contains(permission),
            _ => false,
        });
}
