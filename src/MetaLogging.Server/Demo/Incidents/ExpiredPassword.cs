using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Machines;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Server.Demo.Work;

namespace MetaLogging.Server.Demo.Incidents;

/// <summary>
/// No attack, but it looks like one: the password of a service account expires on a Sunday at 20:00 UTC, and the program tries every five
/// minutes, 120 times, until somebody gives it a new one in the morning.
/// </summary>
internal static class ExpiredPassword
{
    public const int Failures = 120;
    const int DayOfCycle = 17;
    const int FromHour = 20;
    const int ToHour = 6;

    public static bool BeginsOn(OfficeDay day) => day.Pace.FollowsCalendar && day.DayOfCycle == DayOfCycle;

    /// <summary>Whether the account cannot sign in at this hour.</summary>
    public static bool IsOut(OfficeDay day, int hour) =>
        day.Pace.FollowsCalendar && ((day.DayOfCycle == DayOfCycle && hour >= FromHour) || (day.DayOfCycle == DayOfCycle + 1 && hour < ToHour));

    public static void Write(Script script)
    {
        Dice dice = script.DiceOf("expired password");
        DateTimeOffset start = script.Day.At(TimeSpan.FromHours(FromHour));
        for (int i = 0; i < Failures; i++)
        {
            script.Add(start + TimeSpan.FromMinutes(5 * i) + dice.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(400)), new FailedLoginAttempt
            {
                Username = ServiceAccounts.Reporting,
                IpAddress = ServiceAccounts.ReportingSeat.Address,
                UserAgent = ServiceAccounts.ReportingSeat.UserAgent,
                FailureReason = "password_expired",
                AttemptCount = i + 1,
                RequestId = "req-" + dice.Hex(12),
                Source = Programs.Identity,
            });
        }

        new Machine(script, dice).Say(start.AddSeconds(30), EventLevel.Error, "scheduler", "Job report-runner could not sign in.", "worker-1");
        Person admin = Staff.FirstResponder;
        Seat seat = new("198.51.100.72", Browsers.OfDesks[3]);
        Desk desk = new(script, admin.UserId, admin.UserName, admin.Place.Country, seat, dice, start.AddHours(10).AddMinutes(-9));
        SignIn.Succeed(desk, "passkey");
        desk.WaitExactly(60, 240);
        desk.Record(desk.Act("user.password.reset", "user", "u-9002"));
        Desk account = ServiceAccounts.ReportingDesk(script, dice, start.AddHours(10));
        SignIn.Succeed(account, "password");
    }
}
