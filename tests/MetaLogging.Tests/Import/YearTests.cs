using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

/// <summary>Lines of syslog have no year. Now is the 1st of March 2026, noon.</summary>
public sealed class YearTests : IDisposable
{
    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    static string Line(string time) => $"{time} web1 sshd[1]: Accepted password for ana from 192.0.2.1 port 22 ssh2\n";

    async Task<string> YearsAsync(int? year, params string[] times)
    {
        await _importing.RunAsync(string.Concat(times.Select(Line)), _importing.Options with { Year = year });
        return string.Join(' ', _importing.Trail.Events.Select(e => e.Timestamp!.Value.Year));
    }

    [Fact]
    public async Task The_given_year_is_that_of_the_first_line() =>
        Assert.Equal("2016 2016 2017 2017 2018",
            await YearsAsync(2016, "Nov  3 00:00:00", "Dec 31 23:59:59", "Jan  1 00:00:00", "Sep 30 00:00:00", "Jan  2 00:00:00"));

    [Fact]
    public async Task Small_disorder_is_no_new_year() =>
        Assert.Equal("2017 2017 2017 2017",
            await YearsAsync(2017, "Mar  3 00:00:05", "Mar  3 00:00:04", "Feb 28 00:00:00", "Jul 31 00:00:00"));

    [Fact]
    public async Task Disorder_around_the_New_Year_belongs_to_the_year_it_says() =>
        Assert.Equal("2017 2018 2017 2018 2018",
            await YearsAsync(2017, "Dec 31 23:59:58", "Jan  1 00:00:00", "Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 20 00:00:00"));

    [Fact]
    public async Task Without_a_year_nothing_lies_in_the_future() =>
        Assert.Equal("2026 2026", await YearsAsync(null, "Jan  3 00:00:00", "Mar  1 12:00:00"));

    [Fact]
    public async Task Without_a_year_what_would_lie_in_the_future_is_of_the_year_before() =>
        Assert.Equal("2025 2025", await YearsAsync(null, "Feb  3 00:00:00", "Mar  1 13:00:00"));

    [Fact]
    public async Task A_clock_may_be_a_little_fast() => Assert.Equal("2026", await YearsAsync(null, "Mar  1 12:04:00"));

    [Fact]
    public async Task Without_a_year_a_change_is_counted_back_from_the_end() =>
        Assert.Equal("2025 2026", await YearsAsync(null, "Dec 31 23:00:00", "Jan  1 01:00:00"));

    [Fact]
    public async Task The_29th_of_February_is_of_a_leap_year() =>
        Assert.Equal("2024 2024", await YearsAsync(null, "Feb 29 10:00:00", "Mar  4 00:00:00"));

    [Fact]
    public async Task Now_is_looked_at_in_the_zone_of_the_log()
    {
        await _importing.RunAsync(Line("Mar  1 12:30:00"),
            _importing.Options with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") });

        Assert.Equal(2026, _importing.Trail.Events[0].Timestamp!.Value.Year);
    }

    [Fact]
    public async Task Lines_with_a_year_place_those_around_them() => Assert.Equal(
        "2022 2023 2023 2023 2023 2024",
        await YearsAsync(null, "Dec 30 00:00:00", "Jan  2 00:00:00", "2023-01-05T00:00:00Z", "Jan  4 00:00:00", "2023-12-30T00:00:00Z",
            "Jan  2 00:00:00"));

    [Fact]
    public void A_year_outside_of_all_logs_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogImport(_importing.Trail, _importing.Key,
            _importing.Options with { Year = 17 }));
}
