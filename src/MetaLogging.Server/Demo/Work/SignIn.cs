using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>How people come in: mostly at once, now and then after a typo or three.</summary>
internal static class SignIn
{
    /// <summary>How often fingers slip; on Mondays and after a change of passwords twice as often.</summary>
    const double Slips = 0.07;

    public static void Write(Desk desk)
    {
        Dice dice = desk.Dice;
        if (dice.Chance(desk.Day.IsMonday ? 2 * Slips : Slips))
        {
            int typos = dice.Of(1, 1, 1, 1, 1, 1, 2, 2, 2, 3);
            for (int i = 1; i <= typos; i++)
            {
                Fail(desk, i);
                desk.WaitExactly(4, 25);
            }
        }

        Succeed(desk, dice.Of("password+totp", "password+totp", "passkey"));
    }

    /// <summary>A session begins.</summary>
    public static void Succeed(Desk desk, string method)
    {
        desk.BeginTask();
        desk.Session = Things.Session(desk.Dice);
        desk.Record(desk.Act("auth.login", "session", desk.Session) with { AdditionalData = new JsonObject { ["method"] = method } });
    }

    /// <summary>A session ends.</summary>
    public static void Leave(Desk desk)
    {
        desk.BeginTask();
        desk.Record(desk.Act("auth.logout", "session", desk.Session));
        desk.Session = null;
    }

    static void Fail(Desk desk, int count)
    {
        int kind = desk.Dice.Below(100);
        string reason = kind < 76 ? "invalid_password" : kind < 88 ? "invalid_user" : "invalid_code";
        desk.Script.Add(desk.Now, new FailedLoginAttempt
        {
            Username = reason == "invalid_user" ? Mistyped(desk.UserName, desk.Dice) : desk.UserName,
            IpAddress = desk.Seat.Address,
            UserAgent = desk.Seat.UserAgent,
            FailureReason = reason,
            AttemptCount = count,
            Country = desk.Country,
            RequestId = "req-" + desk.Dice.Hex(12),
            Source = Programs.Identity,
        });
    }

    /// <summary>A name with two neighbours swapped, a letter lost or one too many.</summary>
    static string Mistyped(string name, Dice dice)
    {
        int at = dice.Below(name.Length - 1);
        return dice.Below(3) switch
        {
            0 when name[at] != name[at + 1] => $"{name[..at]}{name[at + 1]}{name[at]}{name[(at + 2)..]}",
            1 => name[..at] + name[(at + 1)..],
            _ => name[..at] + name[at] + name[at..],
        };
    }
}
