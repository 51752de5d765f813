using MetaLogging.Events;
using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

public sealed class PamTests : IDisposable
{
    const string Who = "logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root";
    const string PamFailure = "Jan 12 08:58:01 web1 sshd[811]: pam_unix(sshd:auth): authentication failure; " + Who;
    const string Failed = "Jan 12 08:58:03 web1 sshd[811]: Failed password for root from 192.0.2.1 port 22 ssh2";
    const string More = "Jan 12 08:58:09 web1 sshd[811]: PAM 2 more authentication failures; " + Who;

    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    [Fact]
    public async Task PAM_counts_each_failure_once_where_sshd_tells_of_none()
    {
        ImportResult result = await _importing.RunAsync(2026, PamFailure, More,
            PamFailure.Replace("08:58:01", "09:00:00", StringComparison.Ordinal));

        Assert.Equal(2, result.FailedAttempts);
        FailedLoginAttempt failed = _importing.Trail.FailedLogins.First();
        Assert.Equal(("root", "192.0.2.1", "unknown", "pam"),
            (failed.Username, failed.IpAddress, failed.FailureReason, (string?)failed.AdditionalData!["method"]));
    }

    [Fact]
    public async Task PAM_counts_for_nothing_where_sshd_tells_of_any_also_later_in_the_file()
    {
        ImportResult result = await _importing.RunAsync(2026, PamFailure, More, Failed);

        Assert.Equal(1, result.FailedAttempts);
        Assert.Equal("password", (string?)Assert.Single(_importing.Trail.FailedLogins).AdditionalData!["method"]);
    }

    [Fact]
    public async Task PAM_counts_for_nothing_where_sshd_tells_of_one_at_the_end_of_a_large_file()
    {
        ImportResult result = await _importing.RunAsync(2026,
            [.. Enumerable.Repeat(PamFailure, 20_000), $"Jan 12 09:00:00 web1 sshd[1]: message repeated 2 times: [ {Failed[32..]}]"]);

        Assert.Equal(2, result.FailedAttempts);
    }

    [Fact]
    public async Task Other_programs_neither_fail_logins_nor_silence_PAM()
    {
        ImportResult result = await _importing.RunAsync(
            2026,
            PamFailure,
            PamFailure.Replace("sshd[811]", "sudo", StringComparison.Ordinal),
            Failed.Replace("sshd[811]", "evil[811]", StringComparison.Ordinal),
            Failed.Replace("sshd[811]", "sshdx[811]", StringComparison.Ordinal));

        Assert.Equal(1, result.FailedAttempts);
        Assert.Equal(new PassedLines("lines of other programs", 3), Assert.Single(result.Passed));
    }

    [Fact]
    public async Task What_sshd_failed_to_do_is_no_failed_attempt_and_does_not_silence_PAM()
    {
        ImportResult result = await _importing.RunAsync(2026, PamFailure,
            "Jan 12 08:58:03 web1 sshd[811]: Failed to allocate internet-domain X11 display socket.");

        Assert.Equal(1, result.FailedAttempts);
    }

    [Fact]
    public async Task A_remote_host_that_is_a_name_is_no_address()
    {
        await _importing.RunAsync(2026, PamFailure.Replace("rhost=192.0.2.1", "rhost=pc.example.org", StringComparison.Ordinal));

        FailedLoginAttempt failed = Assert.Single(_importing.Trail.FailedLogins);
        Assert.Equal(("", "pc.example.org"), (failed.IpAddress, (string?)failed.AdditionalData!["host"]));
    }

    [Theory]
    [InlineData("rhost=192.0.2.1", "192.0.2.1", "")]
    [InlineData("rhost= ", "", "")]
    [InlineData("rhost= user=root", "", "root")]
    [InlineData("rhost=192.0.2.1  user=a rhost=203.0.113.9 b", "192.0.2.1", "a rhost=203.0.113.9 b")]
    public async Task What_PAM_does_not_say_stays_empty(string end, string address, string user)
    {
        await _importing.RunAsync(2026, PamFailure[..PamFailure.IndexOf("rhost", StringComparison.Ordinal)] + end);

        FailedLoginAttempt failed = Assert.Single(_importing.Trail.FailedLogins);
        Assert.Equal((address, user), (failed.IpAddress, failed.Username));
    }

    [Fact]
    public async Task Other_modules_and_the_form_of_long_ago_are_read()
    {
        ImportResult result = await _importing.RunAsync(
            2026,
            PamFailure.Replace("pam_unix(", "pam_sss(", StringComparison.Ordinal),
            "Jan 12 08:58:01 web1 sshd(pam_unix)[811]: authentication failure; " + Who,
            "Jan 12 08:58:01 web1 sshd(pam_unix)[811]: 2 more authentication failures; " + Who);

        Assert.Equal((2, 0), (result.FailedAttempts, result.Unplaced));
    }
}
