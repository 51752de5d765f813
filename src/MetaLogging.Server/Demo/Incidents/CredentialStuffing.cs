using System.Globalization;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Machines;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Server.Demo.Work;

namespace MetaLogging.Server.Demo.Incidents;

/// <summary>
/// Credential stuffing: 320 names and passwords that were lost elsewhere, from many addresses, one every second and a half. Hardly any name is
/// known here, and after eight attempts the program blocks an address.
/// </summary>
internal static class CredentialStuffing
{
    public const int Attempts = 320;
    const int BlockedAfter = 8;

    static readonly string[] Stems = ["sunny", "tiger", "blue", "skater", "coffee", "nomad", "pixel", "lucky", "river", "shadow", "mango", "rocket"];

    /// <summary>Half of them IPv4, half IPv6.</summary>
    public static string[] Addresses { get; } =
    [
        .. Enumerable.Range(0, 14).Select(i => string.Create(CultureInfo.InvariantCulture, $"192.0.2.{17 + (i * 13)}")),
        .. Enumerable.Range(0, 14).Select(i => string.Create(CultureInfo.InvariantCulture, $"2001:db8:bad:{i + 1:x}::{(i * 41) + 16:x}")),
    ];

    public static void Write(Script script, DateTimeOffset start)
    {
        Dice dice = script.DiceOf("credential stuffing");
        Dictionary<string, int> ofAddress = [];
        DateTimeOffset now = start;
        for (int i = 0; i < Attempts; i++)
        {
            string address = dice.Of<string>(Addresses);
            int count = ofAddress[address] = ofAddress.GetValueOrDefault(address) + 1;
            bool isBlocked = count > BlockedAfter;
            bool isKnown = dice.Chance(0.03);
            script.Add(now, new FailedLoginAttempt
            {
                Username = isKnown ? dice.Of<Person>([.. Staff.All]).UserName : Lost(dice),
                IpAddress = address,
                UserAgent = dice.Of(Browsers.Headless, Browsers.OfDesks[0], Browsers.OfDesks[3], Browsers.OfPhones[1]),
                FailureReason = isBlocked ? "rate_limited" : isKnown ? "invalid_password" : "invalid_user",
                AttemptCount = count,
                IsBlocked = isBlocked,
                RiskScore = isBlocked ? 0.9 : 0,
                Country = dice.Of("US", "VN", "BR", "SG", "FR", "ID"),
                RequestId = "req-" + dice.Hex(12),
                Source = Programs.Identity,
            });
            now += dice.Between(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(2800));
        }

        Machine machine = new(script, dice);
        machine.Say(
            start.AddSeconds(90), EventLevel.Warning, "authentication", "Many failed logins of unknown accounts; addresses are being slowed down.",
            "identity-1");
        machine.Say(now.AddSeconds(60), EventLevel.Info, "authentication", "Failed logins are back to normal.", "identity-1");
    }

    /// <summary>A name as people chose it elsewhere.</summary>
    static string Lost(Dice dice)
    {
        string name = dice.Of<string>(Stems) + dice.Of("", "_", ".") + dice.Of<string>(Stems) + dice.Below(2000).ToString(CultureInfo.InvariantCulture);
        return dice.Chance(0.6) ? name + dice.Of("@mail.example", "@post.example", "@web.example") : name;
    }
}
