using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Server.Demo.Work;

namespace MetaLogging.Server.Demo.Incidents;

/// <summary>
/// A password spray: everybody's name with one common password, then with the next, slowly and from few addresses, so that no account and no
/// address looks bad alone. In history 174 attempts in a Saturday's night of twelve hours, live 58 in nine minutes. None gets in.
/// </summary>
internal static class PasswordSpray
{
    public static string[] Addresses { get; } = ["203.0.113.11", "203.0.113.12", "203.0.113.47", "203.0.113.48", "203.0.113.190", "203.0.113.191"];

    public static void Write(Script script, DateTimeOffset start)
    {
        Dice dice = script.DiceOf("password spray");
        int rounds = script.Day.Pace.FollowsCalendar ? 3 : 1;
        TimeSpan step = script.Day.Pace.FollowsCalendar ? TimeSpan.FromMinutes(4) : TimeSpan.FromSeconds(9);
        int attempt = 0;
        for (int round = 1; round <= rounds; round++)
        {
            foreach (Person person in Staff.All.OrderBy(person => person.UserName, StringComparer.Ordinal))
            {
                script.Add(start + (attempt * step) + dice.Between(TimeSpan.Zero, step), new FailedLoginAttempt
                {
                    Username = person.UserName,
                    IpAddress = Addresses[attempt % Addresses.Length],
                    UserAgent = Browsers.OfDesks[0],
                    FailureReason = "invalid_password",
                    AttemptCount = round,
                    Country = "NL",
                    RequestId = "req-" + dice.Hex(12),
                    Source = Programs.Identity,
                });
                attempt++;
            }
        }
    }
}
