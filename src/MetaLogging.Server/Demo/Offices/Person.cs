using System.Globalization;
using MetaLogging.Server.Demo.Calendar;

namespace MetaLogging.Server.Demo.Offices;

/// <summary>One of the staff. Nobody of them exists.</summary>
/// <param name="Number">From 1 on; what is particular about a person comes from it.</param>
/// <param name="UserName">What they sign in with.</param>
internal sealed record Person(int Number, string UserName, Team Team, Place Place)
{
    /// <summary>Their id, which does not say who they are.</summary>
    public string UserId { get; } = string.Create(CultureInfo.InvariantCulture, $"u-{1000 + Number}");

    /// <summary>Early birds and night owls: minutes before or after half past eight.</summary>
    public int HabitMinutes => (Number * 37 % 135) - 60;

    /// <summary>Where they sit today: at their place in the office, or at home, where one connection in three has IPv6.</summary>
    public Seat SeatOf(OfficeDay day, Dice dice)
    {
        bool isAtHome = Team != Team.Contractor && (day.IsWeekend || dice.Chance(0.3));
        string address = Team == Team.Contractor ? "198.51.100.140"
            : !isAtHome ? string.Create(CultureInfo.InvariantCulture, $"10.{Place.Network}.{4 + (Number % 3)}.{20 + Number}")
            : Number % 3 == 0 ? string.Create(CultureInfo.InvariantCulture, $"2001:db8:10{Number:x2}::{(Number * 7) + 2:x}")
            : string.Create(CultureInfo.InvariantCulture, $"198.51.100.{20 + Number}");
        string[] browsers = dice.Chance(0.08) ? Browsers.OfPhones : Browsers.OfDesks;
        return new Seat(address, browsers[Number % browsers.Length]);
    }
}
