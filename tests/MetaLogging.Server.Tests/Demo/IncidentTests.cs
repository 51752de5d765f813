using CsCheck;
using MetaLogging.Events;
using MetaLogging.Server.Demo;
using MetaLogging.Server.Demo.Incidents;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Tests.Demo;

/// <summary>The incidents are found as one would who knows nothing of how they are made.</summary>
public sealed class IncidentTests
{
    static readonly HashSet<string> Known = [.. Staff.All.Select(person => person.UserName), "svc-reporting", "svc-billing"];

    [Fact]
    public void The_spray_tries_everybody_thrice_slowly_from_six_addresses_and_does_not_get_in()
    {
        var sprayers = Month.FailedLogins.GroupBy(item => item.IpAddress)
            .Where(address => address.Select(item => item.Username).Where(Known.Contains).Distinct().Count() >= 20).ToList();
        FailedLoginAttempt[] spray = [.. sprayers.SelectMany(address => address).OrderBy(item => item.TimestampNanoseconds)];
        Assert.Equal(6, sprayers.Count);
        Assert.Equal(174, spray.Length);
        Assert.All(spray.CountBy(item => item.Username), name => Assert.Equal(3, name.Value));
        Assert.Equal(Staff.All.Count, spray.Select(item => item.Username).Distinct().Count());
        Assert.InRange((spray[^1].Timestamp - spray[0].Timestamp)!.Value.TotalHours, 11, 12);
        Assert.All(sprayers, address => Assert.All(Gaps(address), gap => Assert.True(gap > TimeSpan.FromMinutes(15))));
        Assert.DoesNotContain(Month.Logins, login => sprayers.Any(address => address.Key == login.IpAddress));
    }

    [Fact]
    public void The_burst_tries_one_account_187_times_within_minutes_and_gets_in()
    {
        var burst = Assert.Single(Month.FailedLogins.Where(item => item.FailureReason == "invalid_password")
            .GroupBy(item => (item.Username, item.IpAddress)), pair => pair.Count() > 20);
        DateTimeOffset last = burst.Last().Timestamp!.Value;
        Assert.Equal(187, burst.Count());
        Assert.Equal(Enumerable.Range(1, 187), burst.Select(item => item.AttemptCount));
        Assert.True(last - burst.First().Timestamp < TimeSpan.FromMinutes(10));
        AuditEvent login = Assert.Single(Month.Logins, item => item.IpAddress == burst.Key.IpAddress);
        Assert.Equal(burst.Key.Username, login.UserName);
        Assert.InRange(login.Timestamp!.Value, last, last.AddMinutes(1));
        Assert.Contains(Month.Audit, item => item.Action == "customer.export" && item.IpAddress == login.IpAddress);
    }

    [Fact]
    public void What_the_intruder_left_behind_is_taken_away_by_somebody_else()
    {
        AuditEvent login = Assert.Single(Month.Logins, item => item.IpAddress == AccountBurst.Address);
        AuditEvent key = Assert.Single(Month.Audit, item => item.Action == "api_key.create" && item.IpAddress == AccountBurst.Address);
        AuditEvent revoked = Assert.Single(Month.Audit, item => item.Action == "api_key.revoke" && item.ResourceId == key.ResourceId);
        AuditEvent ended = Assert.Single(Month.Audit, item => item.Action == "session.revoke" && item.ResourceId == login.ResourceId);
        Assert.NotEqual(login.UserId, ended.UserId);
        Assert.True(ended.Timestamp > key.Timestamp && revoked.Timestamp > ended.Timestamp);
        Assert.True(ended.Timestamp - login.Timestamp < TimeSpan.FromHours(6));
    }

    [Fact]
    public void The_stuffing_brings_unknown_names_from_many_addresses_and_ends_blocked()
    {
        FailedLoginAttempt[] stuffing = [.. Month.FailedLogins.Where(item => item.IpAddress.StartsWith("192.0.2.", StringComparison.Ordinal)
            || item.IpAddress.StartsWith("2001:db8:bad:", StringComparison.Ordinal))];
        Assert.Equal(320, stuffing.Length);
        Assert.Equal(28, stuffing.Select(item => item.IpAddress).Distinct().Count());
        Assert.True(stuffing.Count(item => !Known.Contains(item.Username)) > 290);
        Assert.InRange((stuffing[^1].Timestamp - stuffing[0].Timestamp)!.Value.TotalMinutes, 6, 10);
        Assert.InRange(stuffing.Count(item => item.IsBlocked), 50, 150);
        Assert.All(stuffing, item => Assert.Equal(item.AttemptCount > 8, item.IsBlocked));
        Assert.DoesNotContain(Month.Logins, login => stuffing.Any(item => item.IpAddress == login.IpAddress));
    }

    [Fact]
    public void A_service_account_fails_every_five_minutes_for_a_night_until_it_gets_a_new_password()
    {
        FailedLoginAttempt[] night = [.. Month.FailedLogins.Where(item => item.FailureReason == "password_expired")];
        Assert.Equal(120, night.Length);
        Assert.Equal("svc-reporting", Assert.Single(night.Select(item => item.Username).Distinct()));
        Assert.All(Gaps(night), gap => Assert.InRange(gap.TotalSeconds, 299, 301));
        (DateTimeOffset start, DateTimeOffset end) = (night[0].Timestamp!.Value, night[^1].Timestamp!.Value);
        AuditEvent[] logins = [.. Month.Logins.Where(item => item.UserName == "svc-reporting")];
        Assert.DoesNotContain(logins, item => item.Timestamp >= start && item.Timestamp <= end);
        Assert.Contains(logins, item => item.Timestamp > end && item.Timestamp < end.AddMinutes(6));
        Assert.Contains(Month.Audit, item => item.Action == "user.password.reset" && item.Timestamp > end.AddMinutes(-15) && item.Timestamp < end.AddMinutes(6));
    }

    [Fact]
    public void People_mistype_one_to_three_times_and_then_come_in()
    {
        FailedLoginAttempt[] typos = [.. Month.FailedLogins.Where(item => IsOfStaff(item.IpAddress) && item.FailureReason != "password_expired")];
        Assert.InRange(typos.Length, 150, 500);
        List<int> runs = [];
        foreach (IGrouping<string, FailedLoginAttempt> address in typos.GroupBy(item => item.IpAddress))
        {
            int run = 0;
            IEnumerable<TrailEvent> both = address.Concat<TrailEvent>(Month.Logins.Where(login => login.IpAddress == address.Key));
            foreach (TrailEvent item in both.OrderBy(item => item.TimestampNanoseconds))
            {
                if (item is FailedLoginAttempt)
                {
                    run++;
                }
                else if (run > 0)
                {
                    runs.Add(run);
                    run = 0;
                }
            }

            Assert.Equal(0, run);
        }

        Assert.Equal([1, 2, 3], runs.Distinct().Order());
        Assert.True(runs.Count(run => run == 1) > runs.Count / 2);
    }

    [Fact]
    public void The_contractor_opens_140_customers_in_an_evening_and_may_not_export_them()
    {
        AuditEvent export = Assert.Single(Month.Audit, item => item is { Action: "customer.export", Success: false });
        Assert.Equal(140, Month.Audit.Count(item => item.Action == "customer.read" && item.UserId == export.UserId
            && item.Timestamp > export.Timestamp!.Value.AddHours(-1) && item.Timestamp <= export.Timestamp));
    }

    [Fact]
    public void While_the_database_is_out_most_work_fails_and_the_trace_leads_to_it()
    {
        AuditEvent[] failures = [.. Month.Audit.Where(item => item.ErrorMessage?.StartsWith("The database", StringComparison.Ordinal) == true)];
        Assert.InRange(failures.Length, 10, 100);
        Assert.InRange((failures[^1].Timestamp - failures[0].Timestamp)!.Value.TotalMinutes, 2, 10);
        ILookup<string?, SystemEvent> errors = Month.Events.OfType<SystemEvent>()
            .Where(item => item is { Component: "database", Level: EventLevel.Error }).ToLookup(item => item.RequestId);
        Assert.All(failures, item => Assert.Equal(item.TraceId, Assert.Single(errors[item.RequestId]).TraceId));
        Assert.Contains(Month.Events.OfType<SystemEvent>(), item => item is { Component: "database", Level: EventLevel.Critical });
    }

    [Fact]
    public void Any_thirty_days_have_each_of_them_whole() =>
        Gen.Select(Gen.Long, Gen.Int[0, 365 * 24]).Sample(
            (seed, hours) =>
            {
                DateTimeOffset end = Month.End.AddHours(hours);
                TrailEvent[] events = [.. new DemoTraffic(seed).History(end.AddDays(-30), end)];
                FailedLoginAttempt[] failed = [.. events.OfType<FailedLoginAttempt>()];
                Assert.True(failed.Count(item => PasswordSpray.Addresses.Contains(item.IpAddress)) >= 174);
                Assert.True(failed.Count(item => item.IpAddress == AccountBurst.Address) >= 187);
                Assert.True(failed.Count(item => CredentialStuffing.Addresses.Contains(item.IpAddress)) >= 320);
                Assert.True(failed.Count(item => item.FailureReason == "password_expired") >= 120);
                Assert.Contains(events.OfType<AuditEvent>(), item => item.Action == "session.revoke");
                Assert.Contains(events.OfType<AuditEvent>(), item => item is { Action: "customer.export", Success: false });
            },
            iter: 4);

    [Fact]
    public void Live_each_has_its_turn_within_eighty_minutes()
    {
        DateTimeOffset start = Month.Utc(10);
        TrailEvent[] events = [.. new DemoTraffic(1).Live(start, start.AddMinutes(100))];
        FailedLoginAttempt[] failed = [.. events.OfType<FailedLoginAttempt>()];
        Assert.True(failed.Count(item => PasswordSpray.Addresses.Contains(item.IpAddress)) >= Staff.All.Count);
        Assert.True(failed.Count(item => item.IpAddress == AccountBurst.Address) >= 187);
        Assert.True(failed.Count(item => CredentialStuffing.Addresses.Contains(item.IpAddress)) >= 320);
        Assert.Contains(events.OfType<AuditEvent>(), item => item.Action == "auth.login" && item.IpAddress == AccountBurst.Address);
        Assert.Contains(events.OfType<SystemEvent>(), item => item is { Component: "database", Level: EventLevel.Critical });
    }

    static bool IsOfStaff(string address) =>
        address.StartsWith("10.", StringComparison.Ordinal) || address.StartsWith("198.51.100.", StringComparison.Ordinal)
        || address.StartsWith("2001:db8:10", StringComparison.Ordinal);

    static IEnumerable<TimeSpan> Gaps(IEnumerable<FailedLoginAttempt> items) => items.Zip(items.Skip(1), (one, next) => (next.Timestamp - one.Timestamp)!.Value);
}
