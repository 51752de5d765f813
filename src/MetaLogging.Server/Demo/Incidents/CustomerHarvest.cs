using System.Text.Json.Nodes;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Server.Demo.Work;

namespace MetaLogging.Server.Demo.Incidents;

/// <summary>
/// Somebody with every right to be there takes more than their work needs: on a Friday evening the contractor opens 140 customers one after
/// the other, and then tries to export them.
/// </summary>
internal static class CustomerHarvest
{
    public const int Reads = 140;

    public static void Write(Script script)
    {
        Dice dice = script.DiceOf("customer harvest");
        Desk desk = Workday.At(script, Staff.Contractor, dice, new TimeSpan(19, 40, 0));
        SignIn.Succeed(desk, "password+totp");
        for (int i = 0; i < Reads; i++)
        {
            desk.WaitExactly(3, 25);
            desk.BeginTask();
            desk.Record(Customers.Look(desk, Things.AnyCustomer(dice)));
        }

        desk.WaitExactly(20, 60);
        desk.BeginTask();
        desk.Record(desk.ActOnPerson("customer.export", "customer", null, null, "contact") with
        {
            Success = false,
            ErrorMessage = "Not allowed: exports need the role role-data-export.",
            AdditionalData = new JsonObject { ["format"] = "csv" },
        });
        desk.WaitExactly(5, 20);
        SignIn.Leave(desk);
    }
}
