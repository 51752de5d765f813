using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Machines;

namespace MetaLogging.Server.Demo.Incidents;

/// <summary>The database does not answer for ten minutes (live: two), and most of what people do meanwhile fails.</summary>
internal static class DatabaseOutage
{
    public static void Write(Script script, DateTimeOffset start)
    {
        Dice dice = script.DiceOf("database outage");
        Machine machine = new(script, dice);
        TimeSpan length = TimeSpan.FromMinutes(script.Day.Pace.FollowsCalendar ? 10 : 2);
        DateTimeOffset end = start + length;
        script.Outage = (start, end);
        machine.Say(start.AddSeconds(-40), EventLevel.Warning, "database", "The disk is slow: a flush took longer than five seconds.", "db-1");
        machine.Say(
            start.AddSeconds(-5), EventLevel.Warning, "database", "Nearly all connections are in use.", "db-1",
            data: new JsonObject { ["pool"] = "main", ["free"] = 2 });
        for (DateTimeOffset at = start.AddSeconds(6); at < end; at += dice.Between(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(14)))
        {
            machine.Say(
                at, EventLevel.Error, "database", "A connection was waited for, 30 seconds in vain.", "db-1", dice.Hex(32),
                new JsonObject { ["pool"] = "main", ["waiting"] = dice.Between(20, 240) });
        }

        machine.Say(start.AddSeconds(60), EventLevel.Critical, "database", "Nobody had a connection for a minute.", "db-1");
        machine.Say(start.AddSeconds(62), EventLevel.Critical, "gateway", "All upstreams are unwell.", "edge-1");
        machine.Say(end.AddSeconds(2), EventLevel.Info, "database", "Connections are free again.", "db-1");
        machine.Say(end.AddSeconds(9), EventLevel.Info, "gateway", "All upstreams are well.", "edge-1");
    }
}
