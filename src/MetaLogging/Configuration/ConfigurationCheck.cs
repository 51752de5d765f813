using MetaLogging.Journaling;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Remote;
using MetaLogging.Validation;

namespace MetaLogging.Configuration;

/// <summary>Checks settings without opening anything.</summary>
public static class ConfigurationCheck
{
    const string Section = "MetaLogging";

    /// <summary>All that is wrong with the settings; empty where all is well.</summary>
    public static IReadOnlyList<ConfigurationIssue> Validate(MetaLoggingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<ConfigurationIssue> issues = [];
        issues.AddRange(FindOutOfRange(Section, options));
        issues.AddRange(FindOutOfRange($"{Section}:Journal", options.Journal));
        issues.AddRange(FindOutOfRange($"{Section}:Anchors", options.Anchors));
        issues.AddRange(FindOutOfRange($"{Section}:Capture", options.Capture));
        issues.AddRange(FindOutOfRange($"{Section}:Forwarding", options.Forwarding));
        issues.AddRange(FindOutOfRange($"{Section}:Hooks", options.Hooks));
        AddPublishing(issues, options);
        AddServer(issues, options);
        if (options.ApplicationName is { } name && !NamePattern.IsName(name))
        {
            issues.Add(new($"{Section}:ApplicationName", IssueSeverity.Error, "It is not a name.", $"Use {NamePattern.Description}."));
        }

        foreach (string pattern in options.HighRiskActions.Where(string.IsNullOrWhiteSpace))
        {
            issues.Add(new($"{Section}:HighRiskActions", IssueSeverity.Error, "A pattern is empty.", "Remove it, or write a pattern such as *delete*."));
        }

        if (options.Journal.ReserveSize * 2 > options.Journal.SegmentSize)
        {
            issues.Add(new(
                $"{Section}:Journal:ReserveSize", IssueSeverity.Error,
                "The reserve takes more than half of a segment.", "Make the reserve smaller, or SegmentSize larger."));
        }

        return issues;
    }

    /// <summary>The settings of a section whose attributes say that their values are not allowed.</summary>
    internal static IEnumerable<ConfigurationIssue> FindOutOfRange(string section, object options) =>
        Ranges.Check(options).Select(result => new ConfigurationIssue(
            $"{section}:{result.MemberNames.FirstOrDefault()}", IssueSeverity.Error,
            result.ErrorMessage ?? "The value is not allowed.", "Set it to a value within its range, or leave it out for the default."));

    static void AddServer(List<ConfigurationIssue> issues, MetaLoggingOptions options)
    {
        const string Key = $"{Section}:ServerKey";
        if (!options.IsForwarding)
        {
            if (!string.IsNullOrEmpty(options.ServerKey))
            {
                issues.Add(new($"{Section}:Server", IssueSeverity.Warning, "There is a key for a server, and no server.", "Give its address, or leave the key out."));
            }

            return;
        }

        try
        {
            options.Forwarding.AddressOf(options.Server!);
        }
        catch (ArgumentException e)
        {
            issues.Add(new($"{Section}:Server", IssueSeverity.Error, e.Message.Split(" (Parameter", 2)[0], "Give the address of the server: https://audit.example"));
        }

        if (string.IsNullOrEmpty(options.ServerKey))
        {
            issues.Add(new(Key, IssueSeverity.Error, "It is missing.", "Give the API key that the server made for this application (metalog keys create)."));
        }
        else if (!RemoteTrailOptions.IsKey(options.ServerKey))
        {
            issues.Add(new(Key, IssueSeverity.Error, "It is no key: it is too long, or has a blank, a line end or another character that no key has.",
                "Give the API key as the server showed it."));
        }

        if (options.Witnesses.Count > 0 || options.Anchors.IsAny)
        {
            issues.Add(new($"{Section}:Witnesses", IssueSeverity.Warning, "Checkpoints are the server's: witnesses and anchors here get none.", "Set them on the server."));
        }
    }

    static void AddPublishing(List<ConfigurationIssue> issues, MetaLoggingOptions options)
    {
        for (int i = 0; i < options.Witnesses.Count; i++)
        {
            string setting = $"{Section}:Witnesses:{i}";
            if (!IsAddress(options.Witnesses[i].Url))
            {
                issues.Add(new($"{setting}:Url", IssueSeverity.Error, "It is not an http or https address.", "Give the address of the witness: https://witness.example/"));
            }

            try
            {
                if (VerifierKey.Parse(options.Witnesses[i].Key).Type != NoteKeyType.Witness)
                {
                    issues.Add(new($"{setting}:Key", IssueSeverity.Error, "It is the key of a log, not of a witness.", "Give the key that the witness prints at its start."));
                }
            }
            catch (NotProvenException e)
            {
                issues.Add(new($"{setting}:Key", IssueSeverity.Error, e.Message, "Give the key that the witness prints at its start."));
            }
        }

        if (options.Anchors.Webhook is { Length: > 0 } webhook && !IsAddress(webhook))
        {
            issues.Add(new($"{Section}:Anchors:Webhook", IssueSeverity.Error, "It is not an http or https address.", "Give an address that takes a POST of text."));
        }
    }

    static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https";
}
