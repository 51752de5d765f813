using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

public sealed class SyslogLineTests : IDisposable
{
    const string Login = "Accepted password for ana from 192.0.2.1 port 22 ssh2";

    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    [Theory]
    [InlineData("Feb  1 06:05:04 web1 sshd[1]: ", "2026-02-01T06:05:04Z")]
    [InlineData("Feb 1 06:05:04 web1 sshd[1]: ", "2026-02-01T06:05:04Z")]
    [InlineData("Feb 01 06:05:04 web1 sshd[1]: ", "2026-02-01T06:05:04Z")]
    [InlineData("Feb 11 06:05:04.123456 web1 sshd[1]: ", "2026-02-11T06:05:04.123456Z")]
    [InlineData("Feb 11 06:05:04 web1 sshd: ", "2026-02-11T06:05:04Z")]
    [InlineData("Feb 11 06:05:04 web1 sshd-session[1]: ", "2026-02-11T06:05:04Z")]
    [InlineData("Feb 11 06:05:04 web1 sshd-auth[1]: ", "2026-02-11T06:05:04Z")]
    [InlineData("Feb 11 06:05:04 web1 /usr/sbin/sshd[1]: ", "2026-02-11T06:05:04Z")]
    [InlineData("<38>Feb 11 06:05:04 web1 sshd[1]: ", "2026-02-11T06:05:04Z")]
    [InlineData("2024-02-29T06:05:04.123456+01:00 web1 sshd[1]: ", "2024-02-29T05:05:04.123456Z")]
    [InlineData("2024-02-29T06:05:04.123456700-0130 web1 sshd[1]: ", "2024-02-29T07:35:04.1234567Z")]
    [InlineData("2024-02-29T06:05:04Z web1 sshd: ", "2024-02-29T06:05:04Z")]
    [InlineData("2024-02-29T06:05:04 web1 sshd[1]: ", "2024-02-29T06:05:04Z")]
    [InlineData("2016-12-31T23:59:60Z web1 sshd[1]: ", "2017-01-01T00:00:00Z")]
    [InlineData("<38>1 2024-02-29T06:05:04Z web1 sshd 1 - - ", "2024-02-29T06:05:04Z")]
    [InlineData("<38>1 2024-02-29T06:05:04Z web1 sshd - - [meta sequenceId=\"1\"][x y=\"a \\\" ] b\"] ", "2024-02-29T06:05:04Z")]
    public async Task Every_form_of_a_line_is_read(string beginning, string expected)
    {
        ImportResult result = await _importing.RunAsync(2026, beginning + Login);

        Assert.Equal(1, result.AcceptedLogins);
        Assert.Equal("web1/sshd", _importing.Trail.Events[0].Source);
        Assert.Equal(expected,
            _importing.Trail.Events[0].Timestamp!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
            System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Nanoseconds_are_kept()
    {
        await _importing.RunAsync(2026, $"1970-01-01T00:00:01.123456789Z web1 sshd[1]: {Login}");

        Assert.Equal(1_123_456_789, _importing.Trail.Events[0].TimestampNanoseconds);
    }

    [Fact]
    public async Task A_line_without_a_host_has_a_source_without_one()
    {
        await _importing.RunAsync(2026, $"Feb 11 06:05:04 sshd[1]: {Login}");

        Assert.Equal("sshd", _importing.Trail.Events[0].Source);
    }

    [Theory]
    [InlineData("no log at all")]
    [InlineData("<38>")]
    [InlineData("Feb")]
    [InlineData("Fez 11 06:05:04 web1 sshd[1]: x")]
    [InlineData("Feb 11 06:05 web1 sshd[1]: x")]
    [InlineData("2024-02-29 06:05:04 web1 sshd[1]: x")]
    [InlineData("2024-02-29T06:05:04+1 web1 sshd[1]: x")]
    [InlineData("2024-02-29T06:05:04.1234567890Z web1 sshd[1]: x")]
    [InlineData("Feb 11 06:05:04 web1 last message repeated 3 times")]
    public async Task A_line_that_is_not_syslogs_is_counted_and_shown(string line)
    {
        ImportResult result = await _importing.RunAsync(2026, line);

        Assert.Equal((1, 0), (result.Unplaced, result.Recorded));
        Assert.Equal(1, result.FirstUnplaced[0].Line);
    }

    [Theory]
    [InlineData("Feb 30 06:05:04 web1")]
    [InlineData("Feb 29 06:05:04 web1")]
    [InlineData("Feb 11 24:05:04 web1")]
    [InlineData("2026-13-01T00:00:00Z web1")]
    [InlineData("2026-01-01T00:00:00+25:00 web1")]
    [InlineData("1969-12-31T00:00:00Z web1")]
    [InlineData("9999-12-31T00:00:00Z web1")]
    public async Task A_time_that_is_none_is_a_bad_line(string beginning)
    {
        ImportException e = await Assert.ThrowsAsync<ImportException>(() => _importing.RunAsync(2026, $"{beginning} sshd[1]: {Login}"));

        Assert.Equal(1, e.Line);
        Assert.StartsWith("timestamp ", e.Problem, StringComparison.Ordinal);
        Assert.Empty(_importing.Trail.Events);
    }

    [Theory]
    [InlineData("2026-01-15T12:00:00", "2026-01-15T11:00:00Z")]
    [InlineData("2026-07-15T12:00:00", "2026-07-15T10:00:00Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("2026-03-29T02:30:00", "2026-03-29T01:30:00Z")]
    [InlineData("2026-03-29T03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-07-15T12:00:00Z", "2026-07-15T12:00:00Z")]
    public async Task Times_without_a_zone_are_of_the_zone_that_is_given(string local, string expected)
    {
        await _importing.RunAsync($"{local} web1 sshd[1]: {Login}\n",
            _importing.Options with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") });

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            _importing.Trail.Events[0].Timestamp);
    }
}
