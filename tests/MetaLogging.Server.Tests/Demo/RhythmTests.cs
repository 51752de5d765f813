using MetaLogging.Events;
using MetaLogging.Server.Demo;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Tests.Demo;

public sealed class RhythmTests
{
    [Fact]
    public void A_working_noon_has_far_more_than_a_night_of_Sunday()
    {
        int nights = Month.Count(Month.Events, Month.Utc(8).AddHours(20), 4) + Month.Count(Month.Events, Month.Utc(15).AddHours(20), 4);
        foreach (DateTimeOffset day in Month.OrdinaryDays)
        {
            int noon = Month.Count(Month.Events, day.AddHours(10), 4);
            Assert.True(noon > 8 * nights / 2, $"{noon} from 10 to 14 of {day:d}, {nights} in two nights");
        }
    }

    [Fact]
    public void A_weekend_is_quiet() =>
        Assert.True(Month.Count(Month.Events, Month.Utc(7), 24) < Month.Count(Month.Events, Month.Utc(11), 24) / 3);

    [Theory]
    [InlineData("10.10.", 0)]
    [InlineData("10.20.", 1)]
    [InlineData("10.30.", -5)]
    [InlineData("10.40.", 5.5)]
    public void Each_place_keeps_its_own_hours_and_has_lunch(string network, double offset)
    {
        AuditEvent[] here = [.. Month.Audit.Where(item => item.IpAddress!.StartsWith(network, StringComparison.Ordinal))];
        int Hours(double from, double to) => here.Count(item => Local(item, offset) >= from && Local(item, offset) < to);
        Assert.True(Hours(8, 18) > 0.9 * here.Length);
        Assert.True(Hours(12.25, 13) < 0.7 * Hours(10.25, 11));
        Assert.True(Hours(12.25, 13) < 0.7 * Hours(14.25, 15));
    }

    [Fact]
    public void Finance_has_more_to_do_when_the_month_ends()
    {
        HashSet<string> finance = [.. Staff.Of(Team.Finance).Select(person => person.UserId)];
        AuditEvent[] theirs = [.. Month.Audit.Where(item => finance.Contains(item.UserId ?? ""))];
        int ordinary = Month.OrdinaryDays.Sum(day => Month.Count(theirs, day, 24)) / Month.OrdinaryDays.Count;
        Assert.All([26, 27], day => Assert.True(Month.Count(theirs, Month.Utc(day), 24) > 1.4 * ordinary));
        Assert.Contains(theirs, item => item.Action == "period.close");
    }

    [Theory]
    [InlineData(12)]
    [InlineData(26)]
    public void A_release_night_brings_all_programs_and_takes_one_back(int thursday)
    {
        AuditEvent[] night = [.. Month.Audit.Where(item => item.ResourceType == "deployment" && item.Timestamp >= Month.Utc(thursday).AddHours(19)
            && item.Timestamp < Month.Utc(thursday + 1).AddHours(2) && Berlin(item))];
        Assert.Equal(7, night.Count(item => item.Action == "deployment.start"));
        Assert.Single(night, item => item.Action == "deployment.rollback");
        Assert.Single(night, item => item is { Action: "deployment.finish", Success: false });
    }

    [Fact]
    public void Live_the_hours_of_the_office_can_be_seen_within_ten_minutes()
    {
        DateTimeOffset start = Month.Utc(10).AddHours(9);
        int[] minutes = [.. new DemoTraffic(1).Live(start, start.AddMinutes(10)).CountBy(item => item.Timestamp!.Value.Minute).Select(pair => pair.Value)];
        Assert.Equal(10, minutes.Length);
        Assert.True(minutes.Max() > 3 * minutes.Min(), string.Join(' ', minutes));
    }

    /// <summary>The hour of the day where it happened.</summary>
    static double Local(AuditEvent item, double offset) => item.Timestamp!.Value.AddHours(offset).TimeOfDay.TotalHours;

    static bool Berlin(AuditEvent item) => Staff.All.Single(person => person.UserId == item.UserId).Place == Place.Berlin;
}
