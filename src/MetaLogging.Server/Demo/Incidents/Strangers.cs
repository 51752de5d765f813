using System.Globalization;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Server.Demo.Work;

namespace MetaLogging.Server.Demo.Incidents;

/// <summary>What knocks at every door of the internet at any hour: a handful of names that every scanner knows, once or twice each.</summary>
internal static class Strangers
{
    /// <summary>What their addresses begin with.</summary>
    public const string Network = "203.0.113.2";

    public static void Write(Script script)
    {
        Dice dice = script.DiceOf("strangers");
        int knocks = dice.Between(3, 9);
        for (int i = 0; i < knocks; i++)
        {
            script.Add(script.Day.At(dice.Between(TimeSpan.Zero, TimeSpan.FromHours(24))), new FailedLoginAttempt
            {
                Username = dice.Of("admin", "administrator", "root", "test", "info", "guest", "user", ""),
                IpAddress = string.Create(CultureInfo.InvariantCulture, $"{Network}{dice.Below(50):d2}"),
                UserAgent = dice.Of(Browsers.Headless, Browsers.Script, "curl/8.14.1", null),
                FailureReason = "invalid_user",
                RequestId = "req-" + dice.Hex(12),
                Source = Programs.Identity,
            });
        }
    }
}
