using System.Globalization;
using MetaLogging.Events;
using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

/// <summary>The auth.log of a real server under attack, against figures that were counted by other means.</summary>
public sealed class ElasticLogTests : IDisposable
{
    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    Task<ImportResult> RunAsync(ImportOptions options) =>
        _importing.RunAsync(File.OpenRead(SharedData.Find("ssh/elastic_suspicious_login_auth.log")), options);

    Task<ImportResult> RunAsync() => RunAsync(_importing.Options with { Year = 2017 });

    [Fact]
    public async Task The_result_has_the_known_figures()
    {
        ImportResult result = await RunAsync();

        Assert.Equal(7121, result.Lines);
        Assert.Equal(1042, result.FailedAttempts);
        Assert.Equal(226, result.AcceptedLogins);
        Assert.Equal(105, result.FailureAddresses);
        Assert.Equal(106, result.Addresses);
        Assert.Equal(713 + 4 + 226, result.Recorded);
        Assert.Equal(0, result.AlreadyThere);
        Assert.Equal(0, result.Unplaced);
        Assert.Equal(0, result.Rejected);
        Assert.False(result.HasWaitingLine);
        Assert.Equal(result.Lines, result.Recorded + result.Passed.Sum(passed => passed.Lines));
    }

    [Fact]
    public async Task The_events_have_the_known_figures()
    {
        await RunAsync();

        ListTrail trail = _importing.Trail;
        Assert.Equal(30, trail.FailedLogins.Select(f => f.Username).Distinct().Count());
        Assert.Equal(331, trail.FailedLogins.Where(f => f.FailureReason == "invalid_user").Sum(f => f.RepeatCount));
        Assert.Equal(4, trail.FailedLogins.Where(f => f.FailureReason == "invalid_key").Sum(f => f.RepeatCount));
        Assert.Equal(85, trail.FailedLogins.Count(f => f.RepeatCount > 1));
        Assert.Equal(43, trail.FailedLogins.Where(f => f.Username.Length == 0).Sum(f => f.RepeatCount));
        Assert.All(trail.FailedLogins.Where(f => f.Username.Length == 0), f => Assert.Equal("34.204.227.175", f.IpAddress));
        Assert.Equal(190, trail.Logins.Count(l => (string?)l.AdditionalData!["method"] == "password"));
        Assert.Equal(36, trail.Logins.Count(l => (string?)l.AdditionalData!["method"] == "publickey"));
        Assert.Equal(4, trail.Logins.Select(l => l.IpAddress).Distinct().Count());
        Assert.Equal(120, trail.FailedLogins.Where(f => f.IpAddress == "49.4.143.105").Sum(f => f.RepeatCount));
        Assert.Equal(147 + 10, trail.FailedLogins.Where(f => f.IpAddress == "24.151.103.17").Sum(f => f.RepeatCount));
        Assert.All(trail.Events, e => Assert.Equal("ip-10-77-20-248/sshd", e.Source));
    }

    [Fact]
    public async Task Every_attempt_is_the_one_that_its_label_names()
    {
        string[][] labels = [.. File.ReadLines(SharedData.Find("ssh/elastic_labels.csv")).Skip(1).Select(row => row.Split(','))];
        await RunAsync();

        List<string> expected = [.. labels.Select(l => $"2017-{l[3]}Z {l[4]} {l[5]} {l[6]} {l[7]} {l[8]} {l[9]}")];
        IEnumerable<string> found = _importing.Trail.Events.SelectMany(item => item is FailedLoginAttempt failed
            ? Enumerable.Repeat(Describe(item, failed.IpAddress, failed.Username, "failed"), failed.RepeatCount)
            : [Describe(item, ((AuditEvent)item).IpAddress, ((AuditEvent)item).UserName, "accepted")]);

        Assert.Equal(1268, expected.Count);
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task A_second_import_adds_nothing_and_tells_the_same()
    {
        ImportResult first = await RunAsync();
        ImportResult second = await RunAsync();

        Assert.Equal(0, second.Recorded);
        Assert.Equal(first.Recorded, second.AlreadyThere);
        Assert.Equal((first.FailedAttempts, first.AcceptedLogins, first.FailureAddresses, first.Addresses),
            (second.FailedAttempts, second.AcceptedLogins, second.FailureAddresses, second.Addresses));
    }

    [Fact]
    public async Task Without_a_year_it_is_the_last_one_in_which_nothing_lies_in_the_future()
    {
        await RunAsync(_importing.Options);

        Assert.All(_importing.Trail.Events, e => Assert.Equal(2025, e.Timestamp!.Value.Year));
    }

    static string Describe(TrailEvent item, string? address, string? user, string outcome)
    {
        string time = item.Timestamp!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string isInvalid = item is FailedLoginAttempt { FailureReason: "invalid_user" } ? "true" : "false";
        return $"{time} {address} {item.AdditionalData!["port"]} {user} {isInvalid} {item.AdditionalData["method"]} {outcome}";
    }
}
