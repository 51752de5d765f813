using System.Security.Cryptography;
using CsCheck;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Server.Demo;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Validation;

namespace MetaLogging.Server.Tests.Demo;

public sealed class DemoTrafficTests
{
    static readonly Gen<Pace> Paces = Gen.Bool.Select(isLive => isLive ? Pace.Live : Pace.History);

    /// <summary>Days from 2024 to 2030.</summary>
    static readonly Gen<DateTimeOffset> Times =
        Gen.Long[0, 6 * 365 * TimeSpan.TicksPerDay].Select(ticks => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks));

    [Fact]
    public void The_same_seed_and_range_give_the_same_events() =>
        Gen.Select(Gen.Long, Times, Paces).Sample(
            (seed, start, pace) => Text(Play(seed, pace, start, 1)) == Text(Play(seed, pace, start, 1)), iter: 20);

    [Fact]
    public void Ranges_that_meet_have_the_events_of_the_whole() =>
        Gen.Select(Gen.Long, Times, Paces, Gen.Double[0, 3]).Sample(
            (seed, start, pace, cut) =>
            {
                IEnumerable<TrailEvent> parts = [.. Play(seed, pace, start, cut), .. Play(seed, pace, start + (cut * pace.DayLength), 3 - cut)];
                return Text(parts) == Text(Play(seed, pace, start, 3));
            },
            iter: 20);

    [Fact]
    public void Another_seed_gives_other_events()
    {
        HashSet<Guid> ids = [.. Play(1, Pace.History, Month.Start, 2).Select(item => item.Id!.Value)];
        Assert.DoesNotContain(Play(2, Pace.History, Month.Start, 2), item => ids.Contains(item.Id!.Value));
    }

    [Fact]
    public void Live_events_are_others_than_those_of_history()
    {
        HashSet<Guid> ids = [.. Month.Events.Select(item => item.Id!.Value)];
        Assert.DoesNotContain(Play(1, Pace.Live, Month.Utc(10), 20), item => ids.Contains(item.Id!.Value));
    }

    [Fact]
    public void An_id_is_a_uuid_that_says_it_was_made_up_and_no_two_are_the_same()
    {
        Assert.All(Month.Events, item => Assert.Equal((8, 8), (item.Id!.Value.Version, item.Id.Value.Variant & 0xC)));
        Assert.Equal(Month.Events.Count, Month.Events.Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public void Every_event_is_valid_at_its_time_whatever_the_seed() =>
        Gen.Select(Gen.Long, Times, Paces).Sample(
            (seed, start, pace) =>
            {
                List<EventProblem> problems = [];
                foreach (TrailEvent item in Play(seed, pace, start, 1))
                {
                    EventValidator.Validate(item, item.TimestampNanoseconds!.Value, problems);
                }

                Assert.Empty(problems);
            },
            iter: 80);

    [Fact]
    public void Events_come_in_the_order_of_their_times_and_within_the_range() =>
        Gen.Select(Gen.Long, Times, Paces).Sample(
            (seed, start, pace) =>
            {
                DateTimeOffset last = start;
                foreach (TrailEvent item in Play(seed, pace, start, 2))
                {
                    Assert.InRange(item.Timestamp!.Value, last, start + (2 * pace.DayLength) - TimeSpan.FromTicks(1));
                    last = item.Timestamp.Value;
                }
            },
            iter: 20);

    [Fact]
    public void What_begins_on_a_day_ends_within_two_more() =>
        Gen.Select(Gen.Long, Gen.Int[20_000, 23_000], Paces).Sample(
            (seed, number, pace) =>
            {
                OfficeDay day = new(pace, number);
                Assert.All(new DemoTraffic(seed).ScriptOf(day).Events, item => Assert.InRange(
                    item.Timestamp!.Value, day.Start, day.Start + (3 * pace.DayLength) - TimeSpan.FromTicks(1)));
            },
            iter: 60);

    [Theory]
    [InlineData(1, 2026, 3)]
    [InlineData(7, 2026, 8)]
    [InlineData(-3, 2027, 12)]
    public void Thirty_days_have_30_000_to_45_000_events_and_a_working_day_about_1_500(long seed, int year, int month)
    {
        DateTimeOffset end = new(year, month, 15, 0, 0, 0, TimeSpan.Zero);
        TrailEvent[] events = [.. new DemoTraffic(seed).History(end.AddDays(-30), end)];
        Assert.InRange(events.Length, 30_000, 45_000);
        var days = events.GroupBy(item => DateOnly.FromDateTime(item.Timestamp!.Value.UtcDateTime)).ToList();
        Assert.Equal(30, days.Count);
        Assert.All(days, day => Assert.InRange(
            day.Count(), day.Key.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 200 : 1200, IsWeekend(day.Key) ? 600 : 2400));
    }

    [Fact]
    public void Live_there_are_two_to_five_events_a_second() =>
        Gen.Select(Gen.Long, Times).Sample(
            (seed, start) => Assert.InRange(new DemoTraffic(seed).Live(start, start.AddHours(1)).Count() / 3600.0, 2, 5), iter: 5);

    [Fact]
    public void All_three_kinds_and_all_levels_are_there()
    {
        Assert.Equal(
            [EventLevel.Debug, EventLevel.Info, EventLevel.Warning, EventLevel.Error, EventLevel.Critical],
            Month.Events.OfType<SystemEvent>().Select(item => item.Level).Distinct().Order());
        Assert.True(Month.Events.OfType<SystemEvent>().Select(item => item.Component).Distinct().Count() > 8);
        Assert.Contains(Month.Audit, item => item is { PrivacyImpact: true, Changes.Count: > 0, SubjectIds.Count: > 0, DataCategories.Count: > 0 });
        Assert.Contains(Month.Audit, item => item is { OnBehalfOf: not null });
        Assert.Contains(Month.Audit, item => item is { Success: false, ErrorMessage: not null });
    }

    [Fact]
    public void Who_fails_says_why_and_who_succeeds_does_not() =>
        Assert.All(Month.Audit, item => Assert.Equal(item.Success, item.ErrorMessage is null));

    [Fact]
    public void An_intent_has_its_outcome() =>
        Assert.All(
            Month.Audit.Where(item => item.OperationId is not null).GroupBy(item => item.OperationId),
            operation => Assert.Equal([OperationPhase.Intent, OperationPhase.Outcome], operation.Select(item => item.Phase!.Value)));

    [Fact]
    public void Names_hold_no_persons()
    {
        string[] persons = [.. Staff.All.SelectMany(person => person.UserName.Split('.').Append(person.UserId)), "cust-", "svc-"];
        HashSet<string> names = [];
        foreach (TrailEvent item in Month.Events)
        {
            IEnumerable<string?> all = item switch
            {
                AuditEvent audit => [audit.Action, audit.ResourceType, audit.OperationId, .. audit.DataCategories],
                FailedLoginAttempt login => [login.FailureReason],
                SystemEvent system => [system.Component],
                _ => [],
            };
            names.UnionWith(all.Append(item.Source).OfType<string>());
        }

        Assert.DoesNotContain(names, name => persons.Any(person => name.Split('.', '-', '_').Contains(person) || name.Contains("cust-", StringComparison.Ordinal)));
    }

    [Fact]
    public void Addresses_are_those_kept_for_documentation_or_of_the_offices()
    {
        string[] networks = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:", "10."];
        IEnumerable<string> addresses = Month.Events.Select(item => (item as AuditEvent)?.IpAddress ?? (item as FailedLoginAttempt)?.IpAddress).OfType<string>();
        Assert.All(addresses.Distinct(), address => Assert.Contains(networks, network => address.StartsWith(network, StringComparison.Ordinal)));
    }

    [Fact]
    public void Some_documents_are_wanted_far_more_often_than_others()
    {
        int[] reads = [.. Month.Audit.Where(item => item.Action == "document.read").CountBy(item => item.ResourceId!).Select(pair => pair.Value).OrderDescending()];
        Assert.True(reads[0] > 15 * reads[reads.Length / 2], $"{reads[0]} against {reads[reads.Length / 2]}");
    }

    /// <summary>
    /// Whoever has played an edition has its ids in their trail. If this fails because the play is to be another one: raise <see cref="Script.Edition"/>, and write here
    /// what the test says.
    /// </summary>
    [Fact]
    public void What_is_played_changes_with_the_edition_only()
    {
        Assert.Equal(1, Script.Edition);
        string history = Text(Play(1, Pace.History, Month.Utc(2), 28))[..16];
        string live = Text(Play(1, Pace.Live, Month.Utc(2), 8))[..16];
        Assert.Equal("6fb1671d806d82db 73b833282d3b91d3", $"{history} {live}");
    }

    static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    static IEnumerable<TrailEvent> Play(long seed, Pace pace, DateTimeOffset start, double days)
    {
        DateTimeOffset end = start + (days * pace.DayLength);
        return pace == Pace.Live ? new DemoTraffic(seed).Live(start, end) : new DemoTraffic(seed).History(start, end);
    }

    /// <summary>All of the events, as a digest of their canonical JSON.</summary>
    static string Text(IEnumerable<TrailEvent> items)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var json = new CanonicalBuffer();
        foreach (TrailEvent item in items)
        {
            json.Length = 0;
            EventWriter.Write(json, item);
            digest.AppendData(json.Written);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
