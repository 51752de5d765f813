using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Machines;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>What engineers do to the programs of the office.</summary>
internal static class Platform
{
    public static void SearchLogs(Desk desk) =>
        desk.Record(desk.Act("log.search", "log", desk.Dice.Of<string>(Things.Programs)) with
        {
            AdditionalData = new JsonObject { ["hours"] = desk.Dice.Of(1, 6, 24), ["results"] = desk.Dice.Below(5000) },
        });

    public static void SwitchFlag(Desk desk)
    {
        string flag = desk.Dice.Of("new-search", "quick-invoice", "dark-mode", "bulk-edit", "sso-beta", "tax-rules", "slim-pages", "smart-reply");
        (int old, int now) = desk.Dice.Of((0, 5), (5, 25), (25, 50), (50, 100), (25, 0));
        desk.Record(desk.Act("feature_flag.update", "feature_flag", flag) with { Changes = [new FieldChange("rollout_percent", old, now)] });
    }

    public static void MakeKey(Desk desk) =>
        desk.Record(desk.Act("api_key.create", "api_key", Things.ApiKey(desk.Dice)) with
        {
            AdditionalData = new JsonObject { ["permissions"] = new JsonArray("read"), ["expires_days"] = desk.Dice.Of(30, 90) },
        });

    public static void Deploy(Desk desk) => Deploy(desk, desk.Dice.Of<string>(Things.Programs), desk.Dice.Chance(0.94));

    /// <summary>A new version goes out; where it does not get well, the old one comes back.</summary>
    public static void Deploy(Desk desk, string program, bool getsWell)
    {
        string version = $"{desk.Now:yyyy.MM.dd.HHmm}";
        string deployment = "dep-" + desk.Dice.Hex(8);
        AuditEvent start = desk.Act("deployment.start", "deployment", deployment) with
        {
            AdditionalData = new JsonObject { ["program"] = program, ["version"] = version },
        };
        desk.Record(start);
        Machine machine = new(desk.Script, desk.Dice);
        machine.Say(desk.Now + TimeSpan.FromSeconds(1), EventLevel.Info, "deploy", $"{program} {version}: the rollout begins.", "ci-1", start.TraceId);
        desk.WaitExactly(40, 120);
        if (!getsWell)
        {
            machine.Say(desk.Now, EventLevel.Warning, "deploy", $"{program} {version}: 1 of 3 instances is not healthy.", "ci-1", start.TraceId);
            desk.WaitExactly(40, 90);
            machine.Say(desk.Now, EventLevel.Error, "deploy", $"{program} {version}: not healthy in time; rolling back.", "ci-1", start.TraceId);
            desk.Record(desk.Act("deployment.finish", "deployment", deployment) with
            {
                Success = false,
                ErrorMessage = "The health check failed on 1 of 3 instances.",
            });
            desk.WaitExactly(20, 60);
            desk.Record(desk.Act("deployment.rollback", "deployment", deployment));
            return;
        }

        machine.Say(desk.Now, EventLevel.Info, "deploy", $"{program} {version}: 3 of 3 instances are healthy.", "ci-1", start.TraceId);
        desk.Record(desk.Act("deployment.finish", "deployment", deployment));
    }
}
