using MetaLogging.Validation;

namespace MetaLogging.Queries;

/// <summary>Checks a query and brings its values into the spelling that is stored.</summary>
internal static class QueryCheck
{
    const int LargestLimit = 1000;

    /// <summary>A store looks at each event for it, and some do so letter by letter.</summary>
    const int LongestText = 1000;

    /// <summary>Each is looked for in each event, and a store may notice only after thousands of events that nobody waits any more.</summary>
    const int MostTexts = 20;

    /// <exception cref="InvalidQueryException">Names the parameter that is wrong.</exception>
    public static T Normalise<T>(T query)
        where T : EventQuery
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > LargestLimit)
        {
            throw new InvalidQueryException("limit", $"is outside 1 to {LargestLimit}");
        }

        if (query.StartTime > query.EndTime)
        {
            throw new InvalidQueryException("start_time", "is after end_time");
        }

        if (query.Text.Any(text => text.Length == 0))
        {
            throw new InvalidQueryException("text", "is empty; leave it out");
        }

        if (query.Text.Any(text => text.Length > LongestText))
        {
            throw new InvalidQueryException("text", $"is longer than {LongestText} characters; ask for a part of it");
        }

        if (query.Text.Count > MostTexts)
        {
            throw new InvalidQueryException("text", $"is given more than {MostTexts} times; ask in parts");
        }

        return (T)(EventQuery)(query switch
        {
            AuditEventQuery audit => audit with { IpAddress = Addresses(audit.IpAddress) },
            FailedLoginQuery login => Normalise(login),
            _ => query,
        });
    }

    static FailedLoginQuery Normalise(FailedLoginQuery query) =>
        query.MinRiskScore is { } score && !(score is >= 0 and <= 1)
            ? throw new InvalidQueryException("min_risk_score", "is outside 0 to 1")
            : query with { IpAddress = Addresses(query.IpAddress), Country = [.. query.Country.Select(country => country.ToUpperInvariant())] };

    static string[] Addresses(IReadOnlyList<string> addresses) => [.. addresses.Select(Address)];

    /// <summary>Empty asks for events whose address is not known.</summary>
    static string Address(string text) =>
        text.Length == 0 ? text
        : IpAddressText.TryNormalise(text, out string? normal) ? normal
        : throw new InvalidQueryException("ip_address", "is not an IPv4 or IPv6 address");
}
