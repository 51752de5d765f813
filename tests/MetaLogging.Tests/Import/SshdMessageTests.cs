using MetaLogging.Events;
using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

public sealed class SshdMessageTests : IDisposable
{
    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    [Theory]
    [InlineData("Failed password for root from 192.0.2.1 port 22 ssh2", "invalid_password", "password")]
    [InlineData("Failed password for invalid user admin from 192.0.2.1 port 22 ssh2", "invalid_user", "password")]
    [InlineData("Failed password for illegal user admin from 192.0.2.1 port 22 ssh2", "invalid_user", "password")]
    [InlineData("Failed publickey for root from 192.0.2.1 port 22 ssh2: RSA SHA256:aC2UQe4piBfaFwr2ne0PItnl9AcHqZOYrWjDmqpOzvE",
        "invalid_key", "publickey")]
    [InlineData(
        "Failed publickey for invalid user a from 192.0.2.1 port 22 ssh2: ED25519 SHA256:aC2UQe4piBfaFwr2ne0PItnl9AcHqZOYrWjDmqpOzvE",
        "invalid_user", "publickey")]
    [InlineData("Failed none for root from 192.0.2.1 port 22 ssh2", "unknown", "none")]
    [InlineData("Failed keyboard-interactive/pam for root from 192.0.2.1 port 22 ssh2", "unknown", "keyboard-interactive/pam")]
    [InlineData("Failed gssapi-with-mic for root from 192.0.2.1 port 22 ssh2", "unknown", "gssapi-with-mic")]
    [InlineData("Failed hostbased for root from 192.0.2.1 port 22 ssh2: RSA SHA256:aC2U, client user \"bob\", client host \"pc\"",
        "unknown", "hostbased")]
    [InlineData("Failed password for root from 192.0.2.1 port 22", "invalid_password", "password")]
    [InlineData("Failed password for root from 192.0.2.1 port 22 ssh2 [preauth]", "invalid_password", "password")]
    public async Task A_failed_attempt_becomes_a_failed_login(string message, string reason, string method)
    {
        FailedLoginAttempt failed = await _importing.ReadFailureAsync(message);

        Assert.Equal((reason, method, "192.0.2.1"), (failed.FailureReason, (string)failed.AdditionalData!["method"]!, failed.IpAddress));
        Assert.Equal(22, (int)failed.AdditionalData!["port"]!);
        Assert.Equal(1, failed.RepeatCount);
        Assert.Equal("web1/sshd", failed.Source);
        Assert.Equal(new DateTimeOffset(2026, 1, 12, 8, 58, 3, TimeSpan.Zero), failed.Timestamp);
    }

    [Theory]
    [InlineData("Accepted password for ana from 192.0.2.1 port 22 ssh2", "password", null)]
    [InlineData("Accepted publickey for ana from 192.0.2.1 port 22 ssh2: ED25519 SHA256:2ahYp3mRrJHnwR0xT6o3jU1v5sTgQe0cLw9bKfXqZ8M",
        "publickey", "SHA256:2ahYp3mRrJHnwR0xT6o3jU1v5sTgQe0cLw9bKfXqZ8M")]
    [InlineData("Accepted publickey for ana from 192.0.2.1 port 22 ssh2: RSA 11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00", "publickey",
        "11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00")]
    [InlineData("Accepted publickey for ana from 192.0.2.1 port 22 ssh2: RSA-CERT SHA256:abc ID ana (serial 7) CA RSA SHA256:def",
        "publickey", "SHA256:abc")]
    [InlineData("Accepted keyboard-interactive/pam for ana from 192.0.2.1 port 22 ssh2", "keyboard-interactive/pam", null)]
    [InlineData("Accepted gssapi-with-mic for ana from 192.0.2.1 port 22 ssh2: ana@EXAMPLE.ORG", "gssapi-with-mic", null)]
    [InlineData("Accepted hostbased for ana from 192.0.2.1 port 22 ssh2: RSA SHA256:aC2U, client user \"bob\", client host \"pc\"",
        "hostbased", "SHA256:aC2U")]
    public async Task An_accepted_one_becomes_a_login(string message, string method, string? fingerprint)
    {
        AuditEvent login = await _importing.ReadLoginAsync(message);

        Assert.Equal(("auth.login", "session", "ana", "192.0.2.1", true),
            (login.Action, login.ResourceType, login.UserName, login.IpAddress, login.Success));
        Assert.Equal((method, fingerprint), ((string)login.AdditionalData!["method"]!, (string?)login.AdditionalData!["key_fingerprint"]));
        Assert.Equal("web1/sshd", login.Source);
    }

    [Fact]
    public async Task A_repeated_message_is_one_event_that_stands_for_many()
    {
        FailedLoginAttempt failed = await _importing.ReadFailureAsync(
            "message repeated 5 times: [ Failed password for root from 218.60.136.106 port 56338 ssh2]");

        Assert.Equal((5, "root", "218.60.136.106"), (failed.RepeatCount, failed.Username, failed.IpAddress));
    }

    [Theory]
    [InlineData("message repeated 0 times: [ Failed password for root from 192.0.2.1 port 22 ssh2]")]
    [InlineData("message repeated -1 times: [ Failed password for root from 192.0.2.1 port 22 ssh2]")]
    [InlineData("message repeated 99999999999 times: [ Failed password for root from 192.0.2.1 port 22 ssh2]")]
    [InlineData("message repeated 5 times: [ Failed password for root")]
    [InlineData("message repeated ")]
    [InlineData("Failed password for root")]
    [InlineData("Failed password for root from 192.0.2.1 port 99999 ssh2")]
    [InlineData("Failed password for root from here and there port 22 ssh2")]
    [InlineData("Accepted password for root from 192.0.2.1")]
    [InlineData("A sentence that no version of sshd writes")]
    public async Task A_line_that_cannot_be_read_is_counted_and_shown(string message)
    {
        ImportResult result = await _importing.RunAsync(2026, "", $"Jan 12 08:58:03 web1 sshd[811]: {message}");

        Assert.Empty(_importing.Trail.Events);
        Assert.Equal(1, result.Unplaced);
        Assert.Equal(2, Assert.Single(result.FirstUnplaced).Line);
    }

    [Theory]
    [InlineData("Invalid user admin from 192.0.2.1 port 22")]
    [InlineData("input_userauth_request: invalid user admin [preauth]")]
    [InlineData("error: maximum authentication attempts exceeded for root from 192.0.2.1 port 22 ssh2 [preauth]")]
    [InlineData("error: maximum authentication attempts exceeded for invalid user a from 192.0.2.1 port 22 ssh2 [preauth]")]
    [InlineData("Disconnecting: Too many authentication failures [preauth]")]
    [InlineData("Disconnecting authenticating user root 192.0.2.1 port 22: Too many authentication failures [preauth]")]
    [InlineData("message repeated 2 times: [ Disconnecting: Too many authentication failures [preauth]]")]
    [InlineData("PAM 5 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root")]
    [InlineData("PAM 1 more authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1")]
    [InlineData("PAM service(sshd) ignoring max retries; 6 > 3")]
    [InlineData("error: PAM: Authentication failure for root from 192.0.2.1")]
    [InlineData("pam_unix(sshd:session): session opened for user ana(uid=1000) by (uid=0)")]
    [InlineData("Accepted key RSA SHA256:abc found at /home/ana/.ssh/authorized_keys:1")]
    [InlineData("Accepted certificate ID \"ana\" (serial 7) signed by RSA CA SHA256:abc via /etc/ssh/ca.pub")]
    [InlineData("Postponed publickey for ana from 192.0.2.1 port 22 ssh2 [preauth]")]
    [InlineData("Partial publickey for ana from 192.0.2.1 port 22 ssh2: RSA SHA256:abc")]
    [InlineData("Failed to allocate internet-domain X11 display socket.")]
    [InlineData("error: Received disconnect from 192.0.2.1 port 22:3: Failed password for root from 192.0.2.7 port 22 ssh2 [preauth]")]
    [InlineData("Bad protocol version identification 'Failed password for root from 192.0.2.7 port 22 ssh2' from 192.0.2.1 port 22")]
    public async Task What_is_no_attempt_of_its_own_is_understood_and_adds_none(string message)
    {
        ImportResult result = await _importing.RunAsync(2026, $"Jan 12 08:58:03 web1 sshd[811]: {message}");

        Assert.Empty(_importing.Trail.Events);
        Assert.Equal(0, result.Unplaced);
        Assert.Equal(1, Assert.Single(result.Passed).Lines);
    }

    [Theory]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1", null)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", null)]
    [InlineData("fe80::1%eth0", "fe80::1", "eth0")]
    [InlineData("UNKNOWN", "", null)]
    public async Task Addresses_have_one_spelling(string written, string address, string? zone)
    {
        FailedLoginAttempt failed = await _importing.ReadFailureAsync($"Failed password for root from {written} port 22 ssh2");

        Assert.Equal((address, zone), (failed.IpAddress, (string?)failed.AdditionalData!["zone"]));
    }

    [Fact]
    public async Task A_client_that_is_named_has_no_address()
    {
        FailedLoginAttempt failed = await _importing.ReadFailureAsync("Failed password for root from pc.example.org port 22 ssh2");

        Assert.Equal(("", "pc.example.org"), (failed.IpAddress, (string?)failed.AdditionalData!["host"]));
    }

    [Fact]
    public async Task A_login_without_an_address_has_none()
    {
        AuditEvent login = await _importing.ReadLoginAsync("Accepted password for ana from UNKNOWN port 65535 ssh2");

        Assert.Null(login.IpAddress);
    }
}
