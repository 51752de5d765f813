using System.Collections.Frozen;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>What each team does, and how often.</summary>
internal static class Duties
{
    static readonly Duty[] OfEverybody =
    [
        new(20, Papers.Read),
        new(6, Papers.Change),
        new(2, Papers.Share),
        new(3, Papers.ReadReport),
        new(1, Papers.Forbidden),
        new(1, People.LookUpOneself),
    ];

    static readonly FrozenDictionary<Team, Duty[]> ByTeam = new Dictionary<Team, Duty[]>
    {
        [Team.Support] =
        [
            new(60, Customers.AnswerTicket), new(36, Customers.LookUp), new(24, Customers.Change), new(8, Customers.NoteDown),
            new(1, Customers.Erase), new(2, Customers.ActFor), new(10, Papers.Read), new(1, Papers.Forbidden),
        ],
        [Team.Engineering] =
        [
            .. OfEverybody, new(20, Platform.SearchLogs), new(3, Platform.SwitchFlag), new(1, Platform.MakeKey), new(4, Platform.Deploy),
            new(1, Customers.ActFor),
        ],
        [Team.Sales] = [.. OfEverybody, new(20, Customers.LookUp), new(8, Customers.Quote), new(6, Customers.Change), new(2, Customers.Welcome)],
        [Team.Finance] =
        [
            .. OfEverybody, new(24, Money.ReadInvoice), new(14, Money.WriteInvoice), new(8, Money.ApprovePayment), new(5, Money.CorrectInvoice),
            new(3, Money.ExportInvoices), new(2, Money.MakeReport),
        ],
        [Team.HumanResources] =
        [
            .. OfEverybody, new(30, People.LookUp), new(4, People.Change), new(4, People.NoteAbsence), new(12, People.ReadCandidate),
            new(1, People.ExportPayroll),
        ],
        [Team.Administration] =
        [
            .. OfEverybody, new(26, Platform.SearchLogs), new(5, Access.ChangeUser), new(4, Access.AssignRole), new(3, Access.ChangeTeam),
            new(4, Access.ResetPassword), new(1, Access.CreateUser), new(1, Access.DeleteUser), new(2, Access.RevokeKey), new(1, Access.ChangeSetting),
        ],
        [Team.Board] = [.. OfEverybody, new(20, Papers.ReadReport)],
        [Team.Contractor] = [.. OfEverybody, new(12, Customers.LookUp)],
    }.ToFrozenDictionary();

    static readonly Duty[] AtMonthEnd =
    [
        new(20, Money.ReadInvoice), new(18, Money.WriteInvoice), new(10, Money.ExportInvoices), new(10, Money.MakeReport), new(8, Money.ApprovePayment),
        new(6, Money.CorrectInvoice), new(2, Money.ClosePeriod),
    ];

    /// <summary>Does one thing that somebody of this team does.</summary>
    public static void DoOne(Desk desk, Team team)
    {
        Duty[] duties = team == Team.Finance && desk.Day.IsMonthEnd ? AtMonthEnd : ByTeam[team];
        int rest = desk.Dice.Below(duties.Sum(duty => duty.Weight));
        foreach (Duty duty in duties)
        {
            rest -= duty.Weight;
            if (rest < 0)
            {
                desk.BeginTask();
                duty.Do(desk);
                return;
            }
        }
    }
}
