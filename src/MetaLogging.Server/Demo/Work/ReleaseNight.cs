using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>Every second Thursday, from 20:00 in Berlin: all programs get their new version, and one of them does not get well.</summary>
internal static class ReleaseNight
{
    const int EverySoManyDays = 14;

    public static bool Is(OfficeDay day) => day.Pace.FollowsCalendar && day.Number % EverySoManyDays == 0;

    public static void Write(Script script)
    {
        Dice dice = script.DiceOf("release night");
        int unwell = dice.Below(Things.Programs.Length);
        Person[] crew = [.. Staff.Of(Team.Engineering).Where(person => person.Place == Place.Berlin)];
        for (int i = 0; i < crew.Length; i++)
        {
            Desk desk = Workday.At(script, crew[i], dice, TimeSpan.FromHours(20) + dice.Between(TimeSpan.Zero, TimeSpan.FromMinutes(10)));
            SignIn.Write(desk);
            for (int program = i; program < Things.Programs.Length; program += crew.Length)
            {
                desk.WaitExactly(600, 3000);
                desk.BeginTask();
                Platform.Deploy(desk, Things.Programs[program], program != unwell);
                if (program == unwell)
                {
                    Watch(desk);
                    desk.BeginTask();
                    Platform.Deploy(desk, Things.Programs[program], getsWell: true);
                }
            }

            Watch(desk);
            SignIn.Leave(desk);
        }
    }

    static void Watch(Desk desk)
    {
        int looks = desk.Dice.Between(6, 14);
        for (int i = 0; i < looks; i++)
        {
            desk.WaitExactly(20, 400);
            desk.BeginTask();
            if (desk.Dice.Chance(0.75))
            {
                Platform.SearchLogs(desk);
            }
            else
            {
                Platform.SwitchFlag(desk);
            }
        }
    }
}
