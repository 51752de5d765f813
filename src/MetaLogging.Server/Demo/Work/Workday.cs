using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>A day of one person: they come, work, have lunch, work and go. Some are away, and hardly anybody comes at the weekend.</summary>
internal static class Workday
{
    static readonly TimeSpan HalfPastEight = TimeSpan.FromMinutes((8 * 60) + 30);
    static readonly TimeSpan Noon = TimeSpan.FromHours(12);

    public static void Write(Script script, Person person)
    {
        Dice dice = script.DiceOf("workday/" + person.UserId);
        int stretches = Stretches(script.Day, person, dice);
        if (stretches == 0)
        {
            return;
        }

        TimeSpan from = HalfPastEight + TimeSpan.FromMinutes(person.HabitMinutes) + dice.Between(TimeSpan.FromMinutes(-15), TimeSpan.FromMinutes(20));
        TimeSpan length = TimeSpan.FromHours(script.Day.IsWeekend ? 3 : script.Day.IsMonthEnd && person.Team == Team.Finance ? 11 : 8.5)
            + dice.Between(TimeSpan.FromMinutes(-30), TimeSpan.FromMinutes(40));
        TimeSpan lunch = Noon + TimeSpan.FromMinutes((person.HabitMinutes / 3) + dice.Between(-10, 25));
        TimeSpan afterLunch = lunch + TimeSpan.FromMinutes(dice.Between(40, 65));
        Desk desk = At(script, person, dice, from);
        SignIn.Write(desk);
        bool wasAway = false;
        for (int i = 0; i < stretches; i++)
        {
            TimeSpan next = from + ((i + dice.Fraction()) * length / stretches);
            if (next > lunch && next < afterLunch && dice.Chance(0.85))
            {
                next = afterLunch + dice.Between(TimeSpan.Zero, TimeSpan.FromMinutes(80));
            }

            desk.WaitUntil(Moment(script, person, next));
            if (!wasAway && next >= afterLunch && dice.Chance(0.4))
            {
                desk.Wait(5, 120);
                SignIn.Write(desk);
            }

            wasAway |= next >= afterLunch;
            Work(desk, person.Team);
        }

        desk.WaitUntil(Moment(script, person, from + length));
        if (dice.Chance(0.6))
        {
            SignIn.Leave(desk);
        }
    }

    /// <summary>Somebody at their desk at an hour of their place.</summary>
    public static Desk At(Script script, Person person, Dice dice, TimeSpan localTime) =>
        new(script, person.UserId, person.UserName, person.Place.Country, person.SeatOf(script.Day, dice), dice, Moment(script, person, localTime));

    static DateTimeOffset Moment(Script script, Person person, TimeSpan localTime) => script.Day.At(localTime - person.Place.Offset);

    static void Work(Desk desk, Team team)
    {
        int duties = desk.Dice.Of(1, 1, 2, 2, 2, 3, 3);
        for (int i = 0; i < duties; i++)
        {
            desk.Wait(5, 240);
            Duties.DoOne(desk, team);
        }
    }

    /// <summary>How many stretches of work somebody has today; none: they don't come.</summary>
    static int Stretches(OfficeDay day, Person person, Dice dice)
    {
        if (day.IsWeekend)
        {
            bool isOnDuty = (person.Number + (day.Number / 7)) % (person.Team is Team.Support or Team.Administration ? 4 : 25) == 0;
            return isOnDuty ? 4 : 0;
        }

        if (day.Pace.FollowsCalendar && ((day.Number + 3) / 7 * 31 + person.Number) % 17 == 0)
        {
            return 0;   // A week off.
        }

        int usual = person.Team switch
        {
            Team.Support => 8,
            Team.Finance => day.IsMonthEnd ? 15 : 8,
            Team.HumanResources or Team.Administration => 7,
            Team.Board => 4,
            _ => 6,
        };
        return dice.Chance(0.95) ? usual + dice.Between(-2, 2) : 0;
    }
}
