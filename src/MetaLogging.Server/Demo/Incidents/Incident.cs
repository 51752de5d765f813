using MetaLogging.Server.Demo.Calendar;

namespace MetaLogging.Server.Demo.Incidents;

/// <summary>What does not happen every day. In history each comes once in four weeks; live one begins every twenty minutes.</summary>
internal static class Incident
{
    /// <summary>Sets the stage: what changes how others fare that day.</summary>
    public static void Prepare(Script script)
    {
        OfficeDay day = script.Day;
        if (day.Pace.FollowsCalendar && day.DayOfCycle == 12)
        {
            DatabaseOutage.Write(script, Around(script, 13, 20));
        }
        else if (LiveTurn(day) == 3)
        {
            DatabaseOutage.Write(script, day.Start.AddMinutes(5));
        }
    }

    public static void Write(Script script)
    {
        OfficeDay day = script.Day;
        if (!day.Pace.FollowsCalendar)
        {
            WriteLive(script, LiveTurn(day));
            return;
        }

        switch (day.DayOfCycle)
        {
            case 1:
                CustomerHarvest.Write(script);
                break;
            case 9:
                PasswordSpray.Write(script, Around(script, 21, 0));
                break;
            case 20:
                AccountBurst.Write(script, Around(script, 2, 40));
                break;
            case 25:
                CredentialStuffing.Write(script, Around(script, 14, 20));
                break;
            default:
                if (ExpiredPassword.BeginsOn(day))
                {
                    ExpiredPassword.Write(script);
                }

                break;
        }
    }

    static void WriteLive(Script script, int turn)
    {
        DateTimeOffset start = script.Day.Start.AddMinutes(1);
        switch (turn)
        {
            case 0:
                AccountBurst.Write(script, start);
                break;
            case 1:
                CredentialStuffing.Write(script, start);
                break;
            case 2:
                PasswordSpray.Write(script, start);
                break;
            default:
                break;
        }
    }

    /// <summary>A time of the day in UTC, or some minutes later.</summary>
    static DateTimeOffset Around(Script script, int hour, int minute) =>
        script.Day.At(new TimeSpan(hour, minute, 0)) + script.DiceOf("time of the incident").Between(TimeSpan.Zero, TimeSpan.FromMinutes(9));

    /// <summary>Which incident has its turn: 0 to 3, or −1 for none.</summary>
    static int LiveTurn(OfficeDay day) => !day.Pace.FollowsCalendar && day.Number % 2 == 0 ? (int)(day.Number / 2 % 4) : -1;
}
