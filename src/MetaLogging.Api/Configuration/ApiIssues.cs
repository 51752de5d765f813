using MetaLogging.Configuration;
using MetaLogging.Hosting;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Configuration;

/// <summary>Everything that is wrong with the settings of a trail that is reached by HTTP.</summary>
internal sealed class ApiIssues(
    IOptions<MetaLoggingOptions> options, IOptions<ApiOptions> api, ContainerIssues settings, ListenerWatch listeners, AuditTrail trail)
{
    /// <summary>All issues, what the stores find among them; empty where all is well.</summary>
    public async Task<IReadOnlyList<ConfigurationIssue>> FindAsync(CancellationToken cancellationToken) =>
    [
        .. settings.Find(),
        .. GuardCheck.Find(options.Value),
        .. trail.PublishingProblems.Select(problem => new ConfigurationIssue(
            problem.Key, IssueSeverity.Warning, $"Checkpoints do not get there: {problem.Value}", "See that it can be reached; it is tried again each turn.")),
        .. Check(api.Value),
        .. listeners.Open.Select(address => new ConfigurationIssue(
            "urls", IssueSeverity.Warning, $"{address} is reachable from other machines without TLS: keys and events travel in plain text.",
            "Listen on loopback behind a proxy, or set up https.")),
        .. await trail.FindStoreIssuesAsync(cancellationToken).ConfigureAwait(false),
    ];

    /// <summary>What is wrong with the settings of the API alone.</summary>
    public static IReadOnlyList<ConfigurationIssue> Check(ApiOptions options)
    {
        const string Section = "MetaLogging:Api";
        List<ConfigurationIssue> issues = [.. ConfigurationCheck.FindOutOfRange(Section, options)];
        JwtOptions jwt = options.Jwt;
        if (jwt.IsOn)
        {
            bool isAddress = Uri.TryCreate(jwt.Authority, UriKind.Absolute, out Uri? authority);
            if (!isAddress || (authority!.Scheme != "https" && !(authority.Scheme == "http" && authority.IsLoopback)))
            {
                issues.Add(new($"{Section}:Jwt:Authority", IssueSeverity.Error, "It is not an https address.", "Give the issuer's address: https://login.example.com/realm."));
            }

            if (jwt.Audience.Length == 0)
            {
                issues.Add(new(
                    $"{Section}:Jwt:Audience", IssueSeverity.Error, "It is missing: tokens for any other application would be taken.", "Give the audience that your tokens are for."));
            }

            if (jwt.PermissionsClaim.Length == 0)
            {
                issues.Add(new($"{Section}:Jwt:PermissionsClaim", IssueSeverity.Error, "It is empty.", "Name the claim that carries the permissions."));
            }
        }

        return issues;
    }
}
