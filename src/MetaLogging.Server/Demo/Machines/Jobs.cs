using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;

namespace MetaLogging.Server.Demo.Machines;

/// <summary>What the machines say on an ordinary day, of all components and at all levels.</summary>
internal static class Jobs
{
    public static void Write(Script script)
    {
        Machine machine = new(script, script.DiceOf("jobs"));
        Hourly(machine);
        Nightly(machine);
        Whenever(script.Day, machine);
    }

    static void Hourly(Machine machine)
    {
        Dice dice = machine.Dice;
        for (int hour = 0; hour < 24; hour++)
        {
            DateTimeOffset refresh = machine.About(hour, 5);
            int milliseconds = dice.Between(900, 9000);
            machine.Say(refresh, EventLevel.Debug, "scheduler", "Job report-refresh begins.", "worker-1");
            machine.Say(
                refresh.AddMilliseconds(milliseconds), EventLevel.Info, "scheduler", "Job report-refresh is done.", "worker-1",
                data: new JsonObject { ["milliseconds"] = milliseconds });
            machine.Say(
                machine.About(hour, 30), EventLevel.Debug, "cache", "Entries that were too old are gone.", "app-" + dice.Between(1, 3),
                data: new JsonObject { ["entries"] = dice.Between(40, 2600) });
            if (hour % 4 == 2)
            {
                machine.Say(
                    machine.About(hour, 45), EventLevel.Info, "search-index", "The index is up to date.", "search-1",
                    data: new JsonObject { ["documents"] = dice.Between(10, 700) });
            }
        }
    }

    static void Nightly(Machine machine)
    {
        Dice dice = machine.Dice;
        DateTimeOffset backup = machine.About(1, 0);
        machine.Say(backup, EventLevel.Info, "backup", "The nightly backup begins.", "db-1");
        if (dice.Chance(0.05))
        {
            machine.Say(
                backup.AddSeconds(dice.Between(60, 200)), EventLevel.Critical, "backup", "The nightly backup failed: no space left on the target.", "db-1");
        }
        else
        {
            machine.Say(
                backup.AddSeconds(dice.Between(240, 420)), EventLevel.Info, "backup", "The nightly backup is done and was read back.", "db-1",
                data: new JsonObject { ["megabytes"] = dice.Between(41_000, 42_500) });
        }

        machine.Say(
            machine.About(2, 30), EventLevel.Info, "scheduler", "Job retention is done.", "worker-1",
            data: new JsonObject { ["rows"] = dice.Between(0, 900) });
        machine.Say(machine.About(3, 0), EventLevel.Info, "authentication", "The signing key was rotated.", "identity-1");
        machine.Say(machine.About(4, 10), EventLevel.Debug, "gateway", "Certificates were looked at; the next one ends in more than 20 days.", "edge-1");
    }

    /// <summary>What comes with the load, by day.</summary>
    static void Whenever(OfficeDay day, Machine machine)
    {
        Dice dice = machine.Dice;
        int load = day.IsWeekend ? 1 : 4;
        Repeat(3 * load, at => machine.Say(
            at, EventLevel.Warning, "database", "A query took longer than a second.", "db-1", dice.Hex(32),
            new JsonObject { ["milliseconds"] = dice.Between(1001, 6400), ["table"] = dice.Of("customers", "invoices", "documents", "tickets") }));
        Repeat(2 * load, at => machine.Say(at, EventLevel.Warning, "mailer", "A mail came back: the mailbox is full.", "worker-2"));
        Repeat(load, at => machine.Say(
            at, EventLevel.Warning, "gateway", "An upstream did not answer; the request went to another.", "edge-1", dice.Hex(32),
            new JsonObject { ["upstream"] = "app-" + dice.Between(1, 3) }));
        Repeat(load / 2, at => machine.Say(
            at, EventLevel.Error, "mailer", "The mail server refused the connection; trying again in a minute.", "worker-2"));
        Repeat(load / 4, at => machine.Say(
            at, EventLevel.Error, dice.Of("crm-api", "billing-api", "search"), "A request failed: an answer was expected and none came.",
            "app-" + dice.Between(1, 3), dice.Hex(32)));
        Repeat(2 * load, at => machine.Say(at, EventLevel.Info, "billing", "A payment came in and found its invoice.", "worker-1"));

        void Repeat(int times, Action<DateTimeOffset> say)
        {
            for (int i = 0; i < times; i++)
            {
                say(day.At(dice.Between(TimeSpan.FromHours(3), TimeSpan.FromHours(22))));
            }
        }
    }
}
