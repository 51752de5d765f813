using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>The files of employees and candidates.</summary>
internal static class People
{
    public static void LookUpOneself(Desk desk) =>
        desk.Record(desk.ActOnPerson("employee.read", "employee", desk.UserId, null, "employment"));

    public static void LookUp(Desk desk) =>
        desk.Record(desk.ActOnPerson("employee.read", "employee", Somebody(desk), null, desk.Dice.Of("employment", "salary", "contact")));

    public static void Change(Desk desk)
    {
        string employee = Somebody(desk);
        desk.Record(desk.ActOnPerson("employee.read", "employee", employee, null, "employment"));
        desk.Wait(40, 300);
        (string category, FieldChange change) = desk.Dice.Below(4) switch
        {
            0 => ("salary", new FieldChange("salary_band", desk.Dice.Of("B2", "B3", "C1"), desk.Dice.Of("C2", "C3", "D1"))),
            1 => ("contact", new FieldChange("phone", Things.Phone(desk.Dice), Things.Phone(desk.Dice))),
            2 => ("employment", new FieldChange("weekly_hours", 40, desk.Dice.Of(20, 30, 35))),
            _ => ("bank_account", new FieldChange("iban_last4", $"{desk.Dice.Between(1000, 9999)}", $"{desk.Dice.Between(1000, 9999)}")),
        };
        desk.Record(desk.ActOnPerson("employee.update", "employee", employee, null, category) with { Changes = [change] });
    }

    public static void NoteAbsence(Desk desk) =>
        desk.Record(desk.ActOnPerson("absence.record", "absence", "abs-" + desk.Dice.Hex(8), Somebody(desk), "health", "employment") with
        {
            AdditionalData = new JsonObject { ["days"] = desk.Dice.Between(1, 10) },
        });

    public static void ReadCandidate(Desk desk)
    {
        string candidate = Things.Candidate(desk.Dice);
        desk.Record(desk.ActOnPerson("candidate.read", "candidate", candidate, null, "application"));
        if (desk.Dice.Chance(0.3))
        {
            desk.Wait(60, 400);
            desk.Record(desk.ActOnPerson("candidate.update", "candidate", candidate, null, "application") with
            {
                Changes = [new FieldChange("stage", "screening", desk.Dice.Of("interview", "declined"))],
            });
        }
    }

    /// <summary>Everybody's pay, for the bank: at the end of the month. On other days it is a look at somebody.</summary>
    public static void ExportPayroll(Desk desk)
    {
        if (!desk.Day.IsMonthEnd)
        {
            LookUp(desk);
            return;
        }

        desk.Record(desk.ActOnPerson("employee.export", "employee", null, null, "salary", "bank_account") with
        {
            SubjectIds = [.. Staff.All.Select(person => person.UserId)],
            AdditionalData = new JsonObject { ["format"] = "csv", ["rows"] = Staff.All.Count },
        });
    }

    static string Somebody(Desk desk) => desk.Dice.Of<Person>([.. Staff.All]).UserId;
}
