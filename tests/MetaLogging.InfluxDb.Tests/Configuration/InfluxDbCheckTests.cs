using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetaLogging.Configuration;
using MetaLogging.InfluxDb.Configuration;
using Microsoft.Extensions.Configuration;

namespace MetaLogging.InfluxDb.Tests.Configuration;

/// <summary>What is wrong with the settings is found without a server, and told by the name under which it came.</summary>
public sealed class InfluxDbCheckTests : IDisposable
{
    const string Secret = "s3cret-that-must-not-be-seen";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalog-influx-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit")]
    [InlineData("INFLUXDB_HOST=db.example.com INFLUXDB_PORT=9999 INFLUXDB_DATABASE=audit")]
    [InlineData("INFLUXDB_HOST=192.0.2.1 INFLUXDB_VERSION=1 INFLUXDB_DATABASE=audit")]
    [InlineData("INFLUXDB_HOST=2001:db8::1 INFLUXDB_DATABASE=audit")]
    [InlineData("INFLUXDB_HOST=[2001:db8::1] INFLUXDB_DATABASE=audit")]
    [InlineData("INFLUXDB_HOST=influx_1 INFLUXDB_DATABASE=audit")]
    [InlineData("INFLUXDB_HOST=https://db.example.com INFLUXDB_DATABASE=audit INFLUXDB_USERNAME=u INFLUXDB_PASSWORD=p")]
    [InlineData("INFLUXDB_HOST=https://db.example.com:443/influx/ INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_TOKEN=t== INFLUXDB_BUCKET=b")]
    [InlineData("INFLUXDB_HOST=localhost INFLUXDB_DATABASE=audit INFLUXDB_USERNAME=u INFLUXDB_PASSWORD=p")]
    [InlineData("INFLUXDB_HOST=http://[::1]:8086 INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_TOKEN=t INFLUXDB_BUCKET=b")]
    [InlineData("")]
    public void Settings_that_are_right_have_no_issues(string variables) => Assert.Empty(Find(variables));

    [Theory]
    [InlineData("INFLUXDB_HOST=db", "INFLUXDB_DATABASE", "INFLUXDB_DATABASE")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit INFLUXDB_USERNAME=u", "INFLUXDB_PASSWORD", "INFLUXDB_PASSWORD")]
    [InlineData("INFLUXDB_HOST=localhost INFLUXDB_DATABASE=audit INFLUXDB_PASSWORD=p", "INFLUXDB_USERNAME", "INFLUXDB_USERNAME")]
    [InlineData("INFLUXDB_HOST=localhost INFLUXDB_DATABASE=audit INFLUXDB_USERNAME=a:b INFLUXDB_PASSWORD=p", "INFLUXDB_USERNAME", "another name")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit INFLUXDB_PORT=http", "INFLUXDB_PORT", "8086")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit INFLUXDB_PORT=70000", "INFLUXDB_PORT", "8086")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit INFLUXDB_PORT=0", "INFLUXDB_PORT", "8086")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit INFLUXDB_PORT=-1", "INFLUXDB_PORT", "8086")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=audit INFLUXDB_VERSION=3", "INFLUXDB_VERSION", "2 for a server 2.x")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_VERSION=1.8", "INFLUXDB_VERSION", "1 for a server 1.x")]
    [InlineData("INFLUXDB_HOST=https://db INFLUXDB_VERSION=2 INFLUXDB_TOKEN=t INFLUXDB_BUCKET=b", "INFLUXDB_ORG", "organisation")]
    [InlineData("INFLUXDB_HOST=https://db INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_BUCKET=b", "INFLUXDB_TOKEN", "token")]
    [InlineData("INFLUXDB_HOST=https://db INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_TOKEN=t", "INFLUXDB_BUCKET", "bucket")]
    [InlineData("INFLUXDB_HOST=https://db INFLUXDB_TOKEN=t INFLUXDB_ORG=o INFLUXDB_BUCKET=b", "INFLUXDB_DATABASE", "INFLUXDB_VERSION (or MetaLogging:InfluxDb:Version) to 2")]
    [InlineData("INFLUXDB_HOST=ftp://db INFLUXDB_DATABASE=audit", "INFLUXDB_HOST", "https://")]
    [InlineData("INFLUXDB_HOST=http:/db INFLUXDB_DATABASE=audit", "INFLUXDB_HOST", "https://")]
    [InlineData("INFLUXDB_HOST=http://db?x=1 INFLUXDB_DATABASE=audit", "INFLUXDB_HOST", "https://")]
    [InlineData("INFLUXDB_HOST=db:abc INFLUXDB_DATABASE=audit", "INFLUXDB_HOST", "https://")]
    [InlineData("INFLUXDB_HOST=http:// INFLUXDB_DATABASE=audit", "INFLUXDB_HOST", "https://")]
    [InlineData("INFLUXDB_HOST=http://u:p@db INFLUXDB_DATABASE=audit", "INFLUXDB_HOST", "INFLUXDB_USERNAME")]
    public void A_variable_that_is_missing_or_wrong_is_named_with_its_remedy(string variables, string named, string remedy)
    {
        ConfigurationIssue issue = Assert.Single(Find(variables), found => found.Severity == IssueSeverity.Error);
        Assert.Equal(named, issue.Setting);
        Assert.Contains(remedy, issue.Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(issue.Message);
    }

    [Fact]
    public void Each_of_all_that_is_missing_is_named() =>
        Assert.Equal(["INFLUXDB_ORG", "INFLUXDB_TOKEN", "INFLUXDB_BUCKET"], Find("INFLUXDB_HOST=db INFLUXDB_VERSION=2").Select(issue => issue.Setting));

    [Theory]
    [InlineData("MetaLogging:InfluxDb:Host=db", "MetaLogging:InfluxDb:Database")]
    [InlineData("INFLUXDB_HOST=db MetaLogging:InfluxDb:Host=db2", "MetaLogging:InfluxDb:Database")]
    [InlineData("MetaLogging:InfluxDb:Host=db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:Database=", "MetaLogging:InfluxDb:Database")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:Database=", "MetaLogging:InfluxDb:Database")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:Version=7", "MetaLogging:InfluxDb:Version")]
    [InlineData("MetaLogging:InfluxDb:Host=db MetaLogging:InfluxDb:Database=a INFLUXDB_PORT=x", "INFLUXDB_PORT")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:Keep=00:59:59", "MetaLogging:InfluxDb:Keep")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:BatchSize=0", "MetaLogging:InfluxDb:BatchSize")]
    [InlineData("INFLUXDB_HOST=db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:Timeout=02:00:00", "MetaLogging:InfluxDb:Timeout")]
    public void An_issue_has_the_name_under_which_the_setting_came(string settings, string named)
    {
        ConfigurationIssue issue = Assert.Single(Find(settings));
        Assert.Equal((named, IssueSeverity.Error), (issue.Setting, issue.Severity));
    }

    [Fact]
    public void A_variable_that_can_not_be_read_does_no_harm_where_something_stronger_gives_the_setting() =>
        Assert.Empty(Find("INFLUXDB_HOST=db INFLUXDB_DATABASE=a INFLUXDB_PORT=x MetaLogging:InfluxDb:Port=8086"));

    [Theory]
    [InlineData("INFLUXDB_DATABASE=audit INFLUXDB_PORT=x", "INFLUXDB_HOST", "INFLUXDB_PORT, INFLUXDB_DATABASE")]
    [InlineData("INFLUXDB_HOST=http://db.example.com INFLUXDB_DATABASE=a INFLUXDB_USERNAME=u INFLUXDB_PASSWORD=p", "INFLUXDB_HOST", "plain text")]
    [InlineData("INFLUXDB_HOST=192.0.2.1 INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_TOKEN=t INFLUXDB_BUCKET=b", "INFLUXDB_HOST", "plain text")]
    [InlineData("INFLUXDB_HOST=https://db INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_TOKEN=t INFLUXDB_BUCKET=b MetaLogging:InfluxDb:RetentionPolicy=r", "MetaLogging:InfluxDb:RetentionPolicy", "no meaning")]
    public void What_works_but_not_as_one_would_wish_is_a_warning(string settings, string named, string message)
    {
        ConfigurationIssue issue = Assert.Single(Find(settings));
        Assert.Equal((named, IssueSeverity.Warning), (issue.Setting, issue.Severity));
        Assert.Contains(message, issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_authorities_must_be_there_and_hold_a_certificate()
    {
        string file = Path.Combine(_folder.FullName, "ca.pem");
        Assert.Equal("The file is not there.", Single(file));
        File.WriteAllText(file, "");
        Assert.Equal("The file holds no certificate.", Single(file));
        File.WriteAllText(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Equal("The file holds no certificate that can be read.", Single(file));
        Assert.Equal("The file can't be read.", Single(_folder.FullName));
        using ECDsa key = ECDsa.Create();
        using X509Certificate2 authority = new CertificateRequest("CN=tests", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(file, authority.ExportCertificatePem());
        Assert.Empty(Find($"INFLUXDB_HOST=https://db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:CaFile={file}"));
        Assert.Equal(IssueSeverity.Warning, Assert.Single(Find($"INFLUXDB_HOST=db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:CaFile={file}")).Severity);

        static string Single(string path) =>
            Assert.Single(Find($"INFLUXDB_HOST=https://db INFLUXDB_DATABASE=a MetaLogging:InfluxDb:CaFile={path}"), issue => issue.Setting == "MetaLogging:InfluxDb:CaFile").Message;
    }

    [Fact]
    public void A_token_with_a_line_end_is_refused()
    {
        Dictionary<string, string?> settings = Read("INFLUXDB_HOST=https://db INFLUXDB_VERSION=2 INFLUXDB_ORG=o INFLUXDB_BUCKET=b");
        settings["INFLUXDB_TOKEN"] = Secret + "\n";
        ConfigurationIssue issue = Assert.Single(Find(settings));
        Assert.Equal("INFLUXDB_TOKEN", issue.Setting);
    }

    [Fact]
    public void No_issue_shows_a_value_wherever_a_secret_was_put()
    {
        foreach (string variable in InfluxDbVariables.All.Values)
        {
            foreach (string others in (string[])["INFLUXDB_HOST=db", "INFLUXDB_HOST=http://db INFLUXDB_VERSION=2", "INFLUXDB_VERSION=9 INFLUXDB_HOST=http://x@y"])
            {
                foreach (string value in (string[])[Secret, $"http://{Secret}:{Secret}@db", Secret + "\n", $"{Secret} {Secret}"])
                {
                    Dictionary<string, string?> settings = Read(others);
                    settings[variable] = value;
                    Assert.DoesNotContain(Find(settings), issue => issue.ToString().Contains(Secret, StringComparison.Ordinal));
                }
            }
        }
    }

    [Fact]
    public void Settings_as_a_text_show_nothing() =>
        Assert.DoesNotContain(Secret, new InfluxDbOptions { Password = Secret, Token = Secret }.ToString(), StringComparison.Ordinal);

    static IReadOnlyList<ConfigurationIssue> Find(string settings) => Find(Read(settings));

    static IReadOnlyList<ConfigurationIssue> Find(Dictionary<string, string?> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        SettingSources sources = new(configuration);
        InfluxDbOptions options = new();
        InfluxDbVariables.Apply(options, sources.Variable);
        configuration.GetSection(SettingSources.Section).Bind(options);
        return InfluxDbCheck.Find(options, sources);
    }

    static Dictionary<string, string?> Read(string settings) => settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(setting => setting.Split('=', 2)).ToDictionary(setting => setting[0], setting => (string?)setting[1]);
}
