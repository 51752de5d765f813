using CsCheck;
using MetaLogging.Events;

namespace MetaLogging.Tests.Import;

/// <summary>Whoever tries to log in chooses the user name, and with it a part of the line.</summary>
public sealed class HostileNameTests : IDisposable
{
    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("root from 203.0.113.9 port 22")]
    [InlineData("root from 203.0.113.9 port 22 ssh2")]
    [InlineData("root from 203.0.113.9 port 22 ssh2: RSA SHA256:aC2UQe4piBfaFwr2ne0PItnl9AcHqZOYrWjDmqpOzvE")]
    [InlineData("invalid user root")]
    [InlineData("x] y")]
    [InlineData("message repeated 5 times: [ Failed password for root from 203.0.113.9 port 22 ssh2]")]
    [InlineData("🦊 ﷽ \\303\\244")]
    [InlineData("'; DROP TABLE users; --")]
    public async Task A_name_does_not_change_the_address(string name)
    {
        foreach (string end in (string[])["", ": RSA SHA256:kzfjfps/WFgXAdNgzvHBLuI072Y+f+91rpinXJAAvkM"])
        {
            FailedLoginAttempt failed = await _importing.ReadFailureAsync(
                $"Failed password for invalid user {name} from 192.0.2.1 port 4022 ssh2{end}");

            Assert.Equal((name, "192.0.2.1", 4022), (failed.Username, failed.IpAddress, (int)failed.AdditionalData!["port"]!));
            Assert.Equal(("invalid_user", 1), (failed.FailureReason, failed.RepeatCount));
        }
    }

    [Fact]
    public Task Any_name_comes_back_as_it_was_sent() => Gen.String[Gen.Char[" ~"], 0, 100].Array[1, 20].SampleAsync(async names =>
    {
        using Importing importing = new();
        await importing.RunAsync(2026,
            [.. names.Select(
            name => $"Jan 12 08:58:03 web1 sshd[811]: Failed password for invalid user {name} from 192.0.2.1 port 4022 ssh2")]);

        Assert.Equal(names, importing.Trail.FailedLogins.Select(f => f.Username));
        Assert.All(importing.Trail.FailedLogins, f => Assert.Equal("192.0.2.1", f.IpAddress));
    }, iter: 200);

    [Fact]
    public async Task The_id_of_a_certificate_does_not_change_the_address()
    {
        FailedLoginAttempt failed = await _importing.ReadFailureAsync(
            "Failed publickey for root from 192.0.2.1 port 4022 ssh2: RSA-CERT SHA256:abc"
            + " ID x from 203.0.113.9 port 22 ssh2: y (serial 0) CA RSA SHA256:def");

        Assert.Equal(("root", "192.0.2.1"), (failed.Username, failed.IpAddress));
    }

    [Fact]
    public async Task A_name_that_is_too_long_for_an_event_is_cut_and_its_attempt_kept()
    {
        string name = new string('a', 511) + "🦊" + new string('b', 300);

        FailedLoginAttempt failed = await _importing.ReadFailureAsync(
            $"Failed password for invalid user {name} from 192.0.2.1 port 22 ssh2");

        Assert.Equal(new string('a', 511), failed.Username);
        Assert.Equal(name.Length, (int)failed.AdditionalData!["user_name_length"]!);
    }

    [Fact]
    public async Task A_host_becomes_a_name()
    {
        await _importing.RunAsync(2026, "Jan 12 08:58:03 wéb@1 sshd[811]: Accepted password for ana from 192.0.2.1 port 22 ssh2");

        Assert.Equal("w__b_1/sshd", Assert.Single(_importing.Trail.Events).Source);
    }
}
