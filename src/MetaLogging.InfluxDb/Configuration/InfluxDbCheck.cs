using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetaLogging.Configuration;
using MetaLogging.InfluxDb.Http;

namespace MetaLogging.InfluxDb.Configuration;

/// <summary>
/// Finds what is wrong with the settings, without asking a server. No value stands in a message: what was meant for a password may have been put
/// anywhere.
/// </summary>
internal sealed class InfluxDbCheck
{
    static readonly TimeSpan ShortestKeep = TimeSpan.FromHours(1);

    readonly InfluxDbOptions _options;
    readonly SettingSources _sources;
    readonly List<ConfigurationIssue> _issues = [];

    InfluxDbCheck(InfluxDbOptions options, SettingSources sources) => (_options, _sources) = (options, sources);

    /// <summary>All that is wrong; empty where all is well, or where InfluxDB is not asked for.</summary>
    public static IReadOnlyList<ConfigurationIssue> Find(InfluxDbOptions options, SettingSources sources)
    {
        InfluxDbCheck check = new(options, sources);
        if (options.Host.Length > 0)
        {
            check.LookAtAll();
        }
        else if (sources.VariablesSet is { Count: > 0 } set)
        {
            check.Warn(nameof(options.Host), $"{string.Join(", ", set)}: set, and the host is not, so InfluxDB is not used.",
                $"Set {SettingSources.BothNamesOf(nameof(options.Host))} to the server's name or address, or unset the others.");
        }

        return check._issues;
    }

    void LookAtAll()
    {
        Uri? address = LookAtHost();
        LookAtNumbers();
        switch (_options.Version)
        {
            case var _ when _sources.IsUnreadable(nameof(_options.Version)):
                break;   // what it needs can't be said
            case 1:
                LookAtVersion1();
                break;
            case 2:
                LookAtVersion2();
                break;
        }

        LookAtKeeping();
        LookAtCertificates(address);
        bool isSecretSent = _options.Version == 2 ? _options.Token.Length > 0 : _options.Password.Length > 0;
        if (isSecretSent && address is { Scheme: "http", IsLoopback: false })
        {
            Warn(nameof(_options.Host), "The password or token travels to another machine in plain text, and so do all events.",
                "Give an https:// address, and let InfluxDB or a proxy before it speak TLS.");
        }
    }

    Uri? LookAtHost()
    {
        const string Setting = nameof(InfluxDbOptions.Host);
        string example = $"Set {SettingSources.BothNamesOf(Setting)} to a name such as db.example.com, or to an address such as https://db.example.com:8086.";
        try
        {
            Uri address = InfluxAddress.Of(_options);
            if (_options.Host.Contains('@', StringComparison.Ordinal))
            {
                Error(Setting, "It holds a user or a password, which would be shown wherever the address is.",
                    $"Take them out of it, and set {SettingSources.BothNamesOf(nameof(_options.Username))} and {SettingSources.BothNamesOf(nameof(_options.Password))}.");
                return null;
            }

            // "http:/db" is the name "http" with a path to whoever is generous.
            bool isName = _options.Host.Contains("://", StringComparison.Ordinal) || !_options.Host.Contains('/', StringComparison.Ordinal);
            if (isName && _options.Host.AsSpan().IndexOfAny('?', '#', '\\') < 0)
            {
                return address;
            }
        }
        catch (FormatException)
        {
            // It is said below, in the same words as all that is no address.
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;   // a port that there is not, which is named as what it is
        }

        Error(Setting, "It is neither a host name nor an http:// or https:// address.", example);
        return null;
    }

    void LookAtNumbers()
    {
        const string Port = nameof(InfluxDbOptions.Port);
        const string Version = nameof(InfluxDbOptions.Version);
        if (_sources.IsUnreadable(Port) || _options.Port is < 1 or > 65535)
        {
            Error(Port, "It is not a port, a whole number from 1 to 65535.", $"Set {SettingSources.BothNamesOf(Port)} to the port of InfluxDB, or leave it out for 8086.");
        }

        if (_sources.IsUnreadable(Version) || _options.Version is not (1 or 2))
        {
            Error(Version, "It is neither 1 nor 2, and there are stores for InfluxDB 1.x and 2.x.",
                $"Set {SettingSources.BothNamesOf(Version)} to 1 for a server 1.x, to 2 for a server 2.x, or leave it out for 1.");
        }

        _issues.AddRange(ConfigurationCheck.FindOutOfRange(SettingSources.Section, _options)
            .Where(issue => !issue.Setting.EndsWith($":{Port}", StringComparison.Ordinal) && !issue.Setting.EndsWith($":{Version}", StringComparison.Ordinal)));
    }

    void LookAtVersion1()
    {
        string hint = _options.Bucket.Length + _options.Token.Length + _options.Org.Length > 0
            ? $" For a server 2.x, set {SettingSources.BothNamesOf(nameof(_options.Version))} to 2."
            : "";
        Require(nameof(_options.Database), _options.Database, "the name of the database" + (hint.Length > 0 ? "." + hint : ""));
        (string username, string password) = (_options.Username, _options.Password);
        if (username.Length > 0 && password.Length == 0)
        {
            Error(nameof(_options.Password), "It is missing, and there is a user.",
                $"Set {SettingSources.BothNamesOf(nameof(_options.Password))} to the user's password, or leave out both where InfluxDB asks for nobody.");
        }
        else if (username.Length == 0 && password.Length > 0)
        {
            Error(nameof(_options.Username), "It is missing, and there is a password.",
                $"Set {SettingSources.BothNamesOf(nameof(_options.Username))} to the user, or leave out both where InfluxDB asks for nobody.");
        }

        if (username.Contains(':', StringComparison.Ordinal) || username.Any(char.IsControl))
        {
            Error(nameof(_options.Username), "It holds a colon or a control character, which a user's name can't have on its way to InfluxDB.",
                $"Make a user of another name, and set {SettingSources.BothNamesOf(nameof(_options.Username))} to it.");
        }
    }

    void LookAtVersion2()
    {
        Require(nameof(_options.Org), _options.Org, "the name of the organisation");
        Require(nameof(_options.Token), _options.Token, "a token that may read and write the bucket");
        Require(nameof(_options.Bucket), _options.Bucket, "the name of the bucket");
        if (_options.Token.Any(letter => letter is <= ' ' or > '~'))
        {
            Error(nameof(_options.Token), "It holds a space, a line end or another character that no token has.",
                $"Set {SettingSources.BothNamesOf(nameof(_options.Token))} to the token alone.");
        }

        if (_options.RetentionPolicy.Length > 0)
        {
            Warn(nameof(_options.RetentionPolicy), "It has no meaning with version 2, where each bucket has its own retention.", "Leave it out.");
        }
    }

    void LookAtKeeping()
    {
        if (_options.Keep is { } keep && keep < ShortestKeep)
        {
            Error(nameof(_options.Keep), "It is shorter than 1 hour, which InfluxDB refuses.",
                $"Set {SettingSources.BothNamesOf(nameof(_options.Keep))} to 01:00:00 or longer, such as 365.00:00:00, or leave it out to keep points for ever.");
        }
    }

    void LookAtCertificates(Uri? address)
    {
        const string Setting = nameof(InfluxDbOptions.CaFile);
        if (_options.CaFile.Length == 0)
        {
            return;
        }

        if (address is { Scheme: "http" })
        {
            Warn(Setting, "It has no meaning, as the address is not https://.", $"Leave it out, or give an https:// address in {SettingSources.BothNamesOf(nameof(_options.Host))}.");
        }

        string remedy = $"Set {SettingSources.BothNamesOf(Setting)} to a file in PEM with the certificate of the authority that signed the server's.";
        try
        {
            X509Certificate2Collection found = [];
            found.ImportFromPemFile(_options.CaFile);
            if (found.Count == 0)
            {
                Error(Setting, "The file holds no certificate.", remedy);
            }

            foreach (X509Certificate2 certificate in found)
            {
                certificate.Dispose();
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Error(Setting, "The file is not there.", remedy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error(Setting, "The file can't be read.", "Let this user read it.");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            Error(Setting, "The file holds no certificate that can be read.", remedy);
        }
    }

    void Require(string setting, string value, string what)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            Error(setting, $"It is missing, and InfluxDB {_options.Version}.x needs it.", $"Set {SettingSources.BothNamesOf(setting)} to {what}.");
        }
    }

    void Error(string setting, string message, string remedy) => _issues.Add(new(_sources.NameOf(setting), IssueSeverity.Error, message, remedy));

    void Warn(string setting, string message, string remedy) => _issues.Add(new(_sources.NameOf(setting), IssueSeverity.Warning, message, remedy));
}
