using System.Globalization;
using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>Invoices, payments and the books.</summary>
internal static class Money
{
    public static void ReadInvoice(Desk desk) => desk.Record(Look(desk));

    public static void WriteInvoice(Desk desk)
    {
        string invoice = Things.NewInvoice(desk.Script);
        string customer = Things.CustomerOf(invoice);
        desk.Record(desk.ActOnPerson("invoice.create", "invoice", invoice, customer, "contact", "payment") with
        {
            AdditionalData = new JsonObject { ["amount"] = Things.Amount(desk.Dice), ["currency"] = "EUR" },
        });
        if (desk.Dice.Chance(0.7))
        {
            desk.Wait(30, 200);
            AuditEvent sent = desk.ActOnPerson("invoice.send", "invoice", invoice, customer, "contact", "payment");
            desk.Record(desk.Dice.Chance(0.04)
                ? sent with { Success = false, ErrorMessage = "The mail server refused the address." }
                : sent with { Changes = [new FieldChange("status", "draft", "sent")] });
        }
    }

    public static void CorrectInvoice(Desk desk)
    {
        AuditEvent look = Look(desk);
        desk.Record(look);
        desk.Wait(30, 240);
        FieldChange change = desk.Dice.Below(3) switch
        {
            0 => new("amount", Things.Amount(desk.Dice), Things.Amount(desk.Dice)),
            1 => new("due_days", 14, 30),
            _ => new("status", "sent", "reminded"),
        };
        desk.Record(look with { Action = "invoice.update", RequestId = "req-" + desk.Dice.Hex(12), Changes = [change] });
    }

    public static void ApprovePayment(Desk desk)
    {
        bool isDone = desk.Dice.Chance(0.97);
        desk.Record(desk.Act("payment.approve", "payment", "pay-" + desk.Dice.Hex(8)) with
        {
            AdditionalData = new JsonObject { ["amount"] = Things.Amount(desk.Dice), ["currency"] = "EUR" },
            Success = isDone,
            ErrorMessage = isDone ? null : "A second person must approve payments above 5,000.",
        });
    }

    public static void ExportInvoices(Desk desk) =>
        desk.Record(desk.ActOnPerson("invoice.export", "invoice", null, null, "contact", "payment") with
        {
            AdditionalData = new JsonObject { ["format"] = desk.Dice.Of("csv", "datev"), ["rows"] = desk.Dice.Between(20, 900) },
        });

    public static void MakeReport(Desk desk)
    {
        string report = Things.Report(desk.Dice);
        desk.Record(desk.Act("report.create", "report", report));
        desk.Wait(20, 200);
        desk.Record(desk.Act("report.export", "report", report) with
        {
            AdditionalData = new JsonObject { ["format"] = "xlsx", ["rows"] = desk.Dice.Between(80, 6000) },
        });
    }

    /// <summary>Closes the books of a month. Mostly it is not yet time, and an invoice is read.</summary>
    public static void ClosePeriod(Desk desk)
    {
        if (!desk.Dice.Chance(0.2))
        {
            ReadInvoice(desk);
            return;
        }

        bool isDone = desk.Dice.Chance(0.5);
        string month = desk.Day.Date.AddDays(-5).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        desk.Record(desk.Act("period.close", "period", month) with
        {
            Success = isDone,
            ErrorMessage = isDone ? null : "Payments of this month have no invoice yet.",
        });
    }

    /// <summary>Opens a recent invoice.</summary>
    public static AuditEvent Look(Desk desk)
    {
        string invoice = Things.Invoice(desk.Day, desk.Dice);
        return desk.ActOnPerson("invoice.read", "invoice", invoice, Things.CustomerOf(invoice), "contact", "payment");
    }
}
