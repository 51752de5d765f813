using System.Text.Json.Nodes;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Incidents;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Server.Demo.Work;

namespace MetaLogging.Server.Demo.Machines;

/// <summary>The two programs that sign in as if they were people, around the clock.</summary>
internal static class ServiceAccounts
{
    public const string Reporting = "svc-reporting";
    public const string Billing = "svc-billing";

    public static Seat ReportingSeat { get; } = new("10.50.0.12", "report-runner/2.7");

    static Seat BillingSeat { get; } = new("10.50.0.11", "billing-sync/3.4");

    public static void Write(Script script)
    {
        Dice dice = script.DiceOf("service accounts");
        for (int minute = 7; minute < 24 * 60; minute += 30)
        {
            SynchroniseBilling(new Desk(script, "u-9001", Billing, null, BillingSeat, dice, Exactly(minute)));
        }

        for (int hour = 0; hour < 24; hour += 2)
        {
            if (!ExpiredPassword.IsOut(script.Day, hour))
            {
                MakeReport(ReportingDesk(script, dice, Exactly((hour * 60) + 15)));
            }
        }

        DateTimeOffset Exactly(int minute) =>
            script.Day.At(TimeSpan.FromMinutes(minute)) + dice.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(900));
    }

    /// <summary>The account that makes reports, at its place.</summary>
    public static Desk ReportingDesk(Script script, Dice dice, DateTimeOffset at) => new(script, "u-9002", Reporting, null, ReportingSeat, dice, at);

    static void SynchroniseBilling(Desk desk)
    {
        SignIn.Succeed(desk, "client_secret");
        desk.WaitExactly(1, 3);
        desk.Record(desk.Act("payment.import", "payment") with { AdditionalData = new JsonObject { ["rows"] = desk.Dice.Below(14) } });
    }

    static void MakeReport(Desk desk)
    {
        SignIn.Succeed(desk, "password");
        desk.WaitExactly(1, 4);
        string report = Things.Report(desk.Dice);
        desk.Record(desk.Act("report.create", "report", report));
        desk.WaitExactly(2, 30);
        desk.Record(desk.Act("report.export", "report", report) with
        {
            AdditionalData = new JsonObject { ["format"] = "parquet", ["rows"] = desk.Dice.Between(500, 90_000) },
        });
    }
}
