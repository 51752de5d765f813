using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>Customers, their tickets and their quotes.</summary>
internal static class Customers
{
    public static void AnswerTicket(Desk desk)
    {
        string ticket = Things.Ticket(desk.Day, desk.Dice);
        string customer = Things.CustomerOf(ticket);
        desk.Record(desk.Act("ticket.read", "ticket", ticket));
        desk.Wait(8, 60);
        if (desk.Dice.Chance(0.6))
        {
            desk.Record(Look(desk, customer));
            desk.Wait(30, 300);
        }

        desk.Record(desk.Act("ticket.reply", "ticket", ticket));
        if (desk.Dice.Chance(0.4))
        {
            desk.Wait(2, 15);
            desk.Record(desk.Act("ticket.update", "ticket", ticket) with
            {
                Changes = [new FieldChange("status", "open", desk.Dice.Of("waiting", "solved", "solved"))],
            });
        }
    }

    public static void LookUp(Desk desk)
    {
        desk.Record(desk.Act("customer.search", "customer") with { AdditionalData = new JsonObject { ["results"] = desk.Dice.Below(25) } });
        desk.Wait(3, 20);
        desk.Record(Look(desk, Things.Customer(desk.Dice)));
    }

    public static void Change(Desk desk)
    {
        Dice dice = desk.Dice;
        string customer = Things.AnyCustomer(dice);
        desk.Record(Look(desk, customer));
        desk.Wait(20, 150);
        FieldChange change = dice.Below(4) switch
        {
            0 => new("phone", Things.Phone(dice), Things.Phone(dice)),
            1 => new("email", $"{customer}@mail.example", $"{customer}.{dice.Hex(3)}@post.example"),
            2 => new("city", dice.Of("Aveiro", "Graz", "Lille", "Turku"), dice.Of("Ghent", "Malmö", "Porto", "Ulm", "Łódź")),
            _ => new("newsletter", true, false),
        };
        AuditEvent update = desk.ActOnPerson("customer.update", "customer", customer, null, "contact") with { Changes = [change] };
        desk.Record(dice.Chance(0.03)
            ? update with { Success = false, ErrorMessage = "The customer was changed by somebody else meanwhile.", Changes = [] }
            : update);
    }

    public static void NoteDown(Desk desk) =>
        desk.Record(desk.ActOnPerson("customer.note.add", "customer", Things.Customer(desk.Dice), null, "contact", "correspondence"));

    /// <summary>A customer asks to be forgotten: the intent first, then how it went.</summary>
    public static void Erase(Desk desk)
    {
        string customer = Things.AnyCustomer(desk.Dice);
        AuditEvent deletion = desk.ActOnPerson("customer.delete", "customer", customer, null, "contact", "payment", "correspondence") with
        {
            OperationId = "op-" + desk.Dice.Hex(12),
            AdditionalData = new JsonObject { ["ground"] = "request of the data subject" },
        };
        desk.Record(deletion with { Phase = OperationPhase.Intent });
        desk.Wait(2, 8);
        bool isDone = desk.Dice.Chance(0.85);
        desk.Record(deletion with
        {
            RequestId = "req-" + desk.Dice.Hex(12),
            Phase = OperationPhase.Outcome,
            Success = isDone,
            ErrorMessage = isDone ? null : "An invoice of this customer is open; the law wants it kept.",
        });
    }

    /// <summary>Somebody of the staff sees what a customer sees.</summary>
    public static void ActFor(Desk desk)
    {
        string ticket = Things.Ticket(desk.Day, desk.Dice);
        string customer = Things.CustomerOf(ticket);
        desk.Record(desk.ActOnPerson("customer.impersonate", "customer", customer, null, "contact", "payment") with
        {
            UserId = customer,
            UserName = null,
            OnBehalfOf = desk.UserId,
            AdditionalData = new JsonObject { ["ticket"] = ticket },
        });
    }

    public static void Quote(Desk desk)
    {
        string customer = Things.Customer(desk.Dice);
        desk.Record(Look(desk, customer));
        desk.Wait(60, 400);
        desk.Record(desk.Act("quote.create", "quote", Things.Quote(desk.Dice)) with
        {
            AdditionalData = new JsonObject { ["customer"] = customer, ["amount"] = Things.Amount(desk.Dice), ["currency"] = "EUR" },
        });
    }

    public static void Welcome(Desk desk) =>
        desk.Record(desk.ActOnPerson("customer.create", "customer", "cust-" + desk.Dice.Between(100_000, 199_999), null, "contact"));

    /// <summary>Opens the file of a customer.</summary>
    public static AuditEvent Look(Desk desk, string customer) => desk.ActOnPerson("customer.read", "customer", customer, null, "contact");
}
