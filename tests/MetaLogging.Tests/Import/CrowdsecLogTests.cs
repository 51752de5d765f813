using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

/// <summary>
/// Lines that another project collected to test its own parser with: all are understood, and none is taken for an attempt that is not one.
/// </summary>
public sealed class CrowdsecLogTests : IDisposable
{
    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    /// <summary>Log, failed attempts, accepted logins, lines that are not understood.</summary>
    public static TheoryData<string, long, long, long> Logs => new()
    {
        { "geoip-enrich/ssh-bf.log", 0, 0, 0 },
        { "opnsense-sshd/opnsense-sshd.log", 0, 0, 0 },
        { "pam-logs/pam-logs.log", 0, 0, 0 },
        { "ssh-bf/ssh-bf.log", 0, 0, 0 },
        { "ssh-generic-test/ssh-generic-test.log", 0, 0, 0 },
        { "ssh-slow-bf/ssh-slow-bf.log", 0, 0, 0 },
        { "ssh-time-based-bf/ssh-time-based-bf.log", 0, 1, 0 },
        { "ssh-timeout/ssh-timeout.log", 0, 0, 0 },
        { "sshd-bad-keyexchange-bf/sshd-bad-keyexchange-bf.log", 0, 0, 0 },
        { "sshd-impossible-travel/sshd-success-logs.log", 0, 2, 0 },
        { "sshd-impossible-travel-user/sshd-success-logs.log", 0, 2, 0 },
        { "sshd-invalid-bf/sshd-invalid-bf.log", 0, 0, 0 },
        { "sshd-logs/sshd-logs.log", 1, 0, 0 },
        { "sshd-logs-fp/sshd-logs.log", 0, 0, 0 },
        { "sshd-refused-conn/sshd-refused-conn.log", 0, 0, 0 },
        { "sshd-success-logs/sshd-success-logs.log", 0, 4, 0 },
        { "sshd_banner_exchange/sshd_banner_exchange.log", 0, 0, 0 },
        { "syslog-logs/syslog-logs.log", 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task Every_line_of_sshd_is_understood(string log, long failed, long accepted, long unplaced)
    {
        ImportResult result = await _importing.RunAsync(File.OpenRead(SharedData.Find($"crowdsec/{log}")),
            _importing.Options with { Complete = true });

        Assert.Equal((failed, accepted, unplaced), (result.FailedAttempts, result.AcceptedLogins, result.Unplaced));
        Assert.Equal(result.Lines, result.Recorded + result.Passed.Sum(passed => passed.Lines));
    }

    [Fact]
    public async Task A_log_of_PAM_alone_counts_each_of_its_failures()
    {
        string[] lines = [.. File.ReadLines(SharedData.Find("crowdsec/sshd-logs/sshd-logs.log")).Where(line => !line.Contains(
            "Failed password", StringComparison.Ordinal))];

        ImportResult result = await _importing.RunAsync(2022, lines);

        Assert.Equal(2, result.FailedAttempts);
        Assert.Equal(["workshop", ""], _importing.Trail.FailedLogins.Select(f => f.Username));
        Assert.Equal(["5.33.63.160", "5.33.63.161"], _importing.Trail.FailedLogins.Select(f => f.IpAddress));
    }
}
