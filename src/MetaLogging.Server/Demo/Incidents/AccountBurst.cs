using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Machines;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Server.Demo.Work;

namespace MetaLogging.Server.Demo.Incidents;

/// <summary>
/// A burst against one account that ends in a success: 187 wrong passwords of the head of finance from one address within minutes, then the
/// right one, then what it was for. Somebody sees it hours later (live: minutes) and shuts the door.
/// </summary>
internal static class AccountBurst
{
    public const string Address = "203.0.113.77";
    public const int Failures = 187;

    public static void Write(Script script, DateTimeOffset start)
    {
        Dice dice = script.DiceOf("account burst");
        Person victim = Staff.HeadOfFinance;
        Desk desk = new(script, victim.UserId, victim.UserName, "BR", new Seat(Address, Browsers.Script), dice, start);
        for (int i = 1; i <= Failures; i++)
        {
            script.Add(desk.Now, new FailedLoginAttempt
            {
                Username = victim.UserName,
                IpAddress = Address,
                UserAgent = Browsers.Script,
                FailureReason = "invalid_password",
                AttemptCount = i,
                Country = desk.Country,
                RequestId = "req-" + dice.Hex(12),
                Source = Programs.Identity,
            });
            desk.WaitExactly(1, 4);
        }

        Machine machine = new(script, dice);
        machine.Say(
            desk.Now.AddSeconds(1), EventLevel.Warning, "authentication", "Many failed logins of one account within ten minutes.", "identity-1",
            data: new JsonObject { ["attempts"] = Failures }, userId: victim.UserId);
        SignIn.Succeed(desk, "password");
        string key = LookAround(desk);
        ShutTheDoor(script, dice, desk, key);
    }

    /// <summary>What they came for; the answer is the key that they leave behind.</summary>
    static string LookAround(Desk desk)
    {
        desk.BeginTask();
        for (int i = 0; i < 9; i++)
        {
            desk.WaitExactly(1, 6);
            desk.Record(Money.Look(desk));
        }

        desk.WaitExactly(5, 20);
        desk.Record(desk.ActOnPerson("customer.export", "customer", null, null, "contact", "payment") with
        {
            AdditionalData = new JsonObject { ["format"] = "csv", ["rows"] = 4812 },
        });
        desk.WaitExactly(10, 30);
        desk.Record(desk.Act("payment.approve", "payment", "pay-" + desk.Dice.Hex(8)) with
        {
            Success = false,
            ErrorMessage = "A second person must approve payments above 5,000.",
        });
        desk.WaitExactly(5, 20);
        string key = Things.ApiKey(desk.Dice);
        desk.Record(desk.Act("api_key.create", "api_key", key) with
        {
            AdditionalData = new JsonObject { ["permissions"] = new JsonArray("read", "export"), ["expires_days"] = 365 },
        });
        return key;
    }

    static void ShutTheDoor(Script script, Dice dice, Desk intruder, string key)
    {
        Person admin = Staff.FirstResponder;
        bool isHistory = script.Day.Pace.FollowsCalendar;
        DateTimeOffset seen = intruder.Now + (isHistory ? dice.Between(TimeSpan.FromHours(4), TimeSpan.FromHours(5)) : TimeSpan.FromMinutes(2));
        Seat seat = new($"10.{admin.Place.Network}.4.{20 + admin.Number}", Browsers.OfDesks[3]);
        Desk desk = new(script, admin.UserId, admin.UserName, admin.Place.Country, seat, dice, seen);
        SignIn.Succeed(desk, "passkey");
        desk.WaitExactly(60, 200);
        desk.Record(desk.Act("log.search", "log", "identity-api") with
        {
            AdditionalData = new JsonObject { ["hours"] = 24, ["results"] = Failures + 1 },
        });
        desk.WaitExactly(20, 60);
        string[] victim = [intruder.UserId];
        desk.Record(desk.Act("session.revoke", "session", intruder.Session) with { SubjectIds = victim });
        desk.WaitExactly(5, 20);
        desk.Record(desk.ActOnPerson("user.password.reset", "user", intruder.UserId, null, "identity"));
        desk.WaitExactly(5, 40);
        desk.Record(desk.Act("api_key.revoke", "api_key", key) with { SubjectIds = victim });
        desk.WaitExactly(5, 40);
        desk.Record(desk.Act("role.revoke", "role", "role-data-export") with
        {
            SubjectIds = victim,
            Changes = [new FieldChange("roles", "role-data-export", null)],
        });
    }
}
