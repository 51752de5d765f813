using System.Globalization;
using MetaLogging.Server.Demo.Calendar;

namespace MetaLogging.Server.Demo.Offices;

/// <summary>What people work with: things with ids that stay, of which a few are wanted often and most hardly ever.</summary>
internal static class Things
{
    const int Customers = 5000;
    const int Documents = 1200;
    const int RecentDays = 30;
    static readonly Popularity OfDocuments = new(Documents);
    static readonly Popularity OfCustomers = new(Customers);
    static readonly Popularity OfRecentDays = new(RecentDays);
    static readonly Popularity OfReports = new(24);

    public static string[] Roles { get; } =
        ["role-viewer", "role-editor", "role-support-agent", "role-finance-approver", "role-hr-partner", "role-release", "role-data-export"];

    public static string[] Teams { get; } = ["team-support", "team-platform", "team-sales", "team-finance", "team-people", "team-audit"];

    public static string[] Programs { get; } = ["web", "crm-api", "billing-api", "identity-api", "search", "mail-worker"];

    public static string Document(Dice dice) => Spread("doc", OfDocuments.Draw(dice), 10007);

    /// <summary>A customer as people look at them: some all the time.</summary>
    public static string Customer(Dice dice) => Spread("cust", OfCustomers.Draw(dice), 99991);

    /// <summary>Any customer, each as likely: who moves house or changes their number.</summary>
    public static string AnyCustomer(Dice dice) => Spread("cust", dice.Below(Customers), 99991);

    public static string Report(Dice dice) => Text($"rep-{1 + OfReports.Draw(dice):d3}");

    /// <summary>An invoice of the last weeks; the newest are wanted most.</summary>
    public static string Invoice(OfficeDay day, Dice dice) => Text($"inv-{RecentDay(day, dice):yyMMdd}-{dice.Between(1, 20):d4}");

    /// <summary>The next one that is written today; each is written once.</summary>
    public static string NewInvoice(Script script)
    {
        // The days of the office that lie in one day of the calendar have numbers of their own.
        long before = script.Day.Number % script.Day.Pace.Speed * 100;
        return Text($"inv-{script.Day.Date:yyMMdd}-{before + ++script.Invoices:d4}");
    }

    public static string Ticket(OfficeDay day, Dice dice) => Text($"tick-{RecentDay(day, dice):yyMMdd}-{dice.Between(1, 60):d3}");

    /// <summary>Whose invoice or ticket it is; the same whenever it is asked.</summary>
    public static string CustomerOf(string thing) => Customer(new Dice("customer of " + thing));

    public static string Candidate(Dice dice) => Text($"cand-{1 + dice.Below(400):d4}");

    public static string Quote(Dice dice) => Text($"quo-{dice.Hex(6)}");

    /// <summary>Somebody who is not on the staff any more, or not yet.</summary>
    public static string FormerOrNewUser(Dice dice) => Text($"u-{2000 + dice.Below(900)}");

    public static string ApiKey(Dice dice) => "key-" + dice.Hex(12);

    public static string Session(Dice dice) => "ses-" + dice.Hex(16);

    /// <summary>A telephone number of those kept for fiction.</summary>
    public static string Phone(Dice dice) => Text($"+1 {dice.Of(202, 312, 415, 617, 713)} 555 01{dice.Below(100):d2}");

    public static string Amount(Dice dice) => Text($"{dice.Between(40, 9800)}.{dice.Of(0, 0, 50, 90, 95):d2}");

    /// <summary>A working day before this one.</summary>
    static DateOnly RecentDay(OfficeDay day, Dice dice)
    {
        DateOnly date = day.Date.AddDays(-1 - OfRecentDays.Draw(dice));
        return date.DayOfWeek switch
        {
            DayOfWeek.Saturday => date.AddDays(-1),
            DayOfWeek.Sunday => date.AddDays(-2),
            _ => date,
        };
    }

    static string Spread(string prefix, int rank, int prime) => Text($"{prefix}-{((long)rank + 1) * 7919 % prime:d5}");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
