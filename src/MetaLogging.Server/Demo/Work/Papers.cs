using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>Documents and reports.</summary>
internal static class Papers
{
    public static void Read(Desk desk)
    {
        if (desk.Dice.Chance(0.3))
        {
            desk.Record(desk.Act("document.search", "document") with { AdditionalData = new JsonObject { ["results"] = desk.Dice.Below(60) } });
            desk.Wait(2, 20);
        }

        string document = Things.Document(desk.Dice);
        desk.Record(desk.Act("document.read", "document", document));
        if (desk.Dice.Chance(0.12))
        {
            desk.Wait(3, 60);
            desk.Record(desk.Act("document.download", "document", document) with
            {
                AdditionalData = new JsonObject { ["bytes"] = desk.Dice.Between(18_000, 4_200_000), ["format"] = desk.Dice.Of("pdf", "docx", "xlsx") },
            });
        }
    }

    public static void Change(Desk desk)
    {
        string document = Things.Document(desk.Dice);
        desk.Record(desk.Act("document.read", "document", document));
        desk.Wait(20, 400);
        (string old, string now) = desk.Dice.Of(("draft", "review"), ("review", "approved"), ("review", "draft"), ("approved", "archived"));
        desk.Record(desk.Act("document.update", "document", document) with { Changes = [new FieldChange("status", old, now)] });
    }

    public static void Share(Desk desk)
    {
        string document = Things.Document(desk.Dice);
        Person with = desk.Dice.Of<Person>([.. Staff.All.Where(person => person.UserId != desk.UserId)]);
        desk.Record(desk.Act("document.share", "document", document) with
        {
            AdditionalData = new JsonObject { ["with"] = with.UserId, ["right"] = desk.Dice.Of("read", "read", "write") },
        });
    }

    public static void ReadReport(Desk desk)
    {
        string report = Things.Report(desk.Dice);
        desk.Record(desk.Act("report.read", "report", report));
        if (desk.Dice.Chance(0.15))
        {
            desk.Wait(5, 90);
            desk.Record(desk.Act("report.export", "report", report) with
            {
                AdditionalData = new JsonObject { ["format"] = "csv", ["rows"] = desk.Dice.Between(12, 3000) },
            });
        }
    }

    public static void Forbidden(Desk desk)
    {
        string group = desk.Dice.Of("finance", "people", "board");
        desk.Record(desk.Act("document.read", "document", Things.Document(desk.Dice)) with
        {
            Success = false,
            ErrorMessage = $"Not allowed: only the group {group} may read this document.",
        });
    }
}
