using MetaLogging.Events;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>Users, roles, teams and keys.</summary>
internal static class Access
{
    public static void CreateUser(Desk desk)
    {
        string user = Things.FormerOrNewUser(desk.Dice);
        desk.Record(desk.ActOnPerson("user.create", "user", user, null, "identity"));
        desk.Wait(20, 90);
        desk.Record(Assign(desk, user, "role-viewer"));
        desk.Wait(10, 60);
        desk.Record(desk.Act("team.member.add", "team", desk.Dice.Of<string>(Things.Teams)) with { SubjectIds = [user] });
    }

    public static void ChangeUser(Desk desk)
    {
        string colleague = desk.Dice.Of<Person>([.. Staff.All]).UserId;
        (string user, FieldChange change) = desk.Dice.Below(3) switch
        {
            0 => (colleague, new FieldChange("locale", "en", desk.Dice.Of("pt", "de", "fr"))),
            1 => (colleague, new FieldChange("session_hours", 8, desk.Dice.Of(4, 12))),
            _ => (Things.FormerOrNewUser(desk.Dice), new FieldChange("is_active", true, false)),
        };
        desk.Record(desk.ActOnPerson("user.update", "user", user, null, "identity") with { Changes = [change] });
    }

    /// <summary>Somebody has left: the intent first, then how it went.</summary>
    public static void DeleteUser(Desk desk)
    {
        AuditEvent deletion = desk.ActOnPerson("user.delete", "user", Things.FormerOrNewUser(desk.Dice), null, "identity", "employment") with
        {
            OperationId = "op-" + desk.Dice.Hex(12),
        };
        desk.Record(deletion with { Phase = OperationPhase.Intent });
        desk.Wait(1, 6);
        int documents = desk.Dice.Below(12);
        desk.Record(deletion with
        {
            RequestId = "req-" + desk.Dice.Hex(12),
            Phase = OperationPhase.Outcome,
            Success = documents is 0 or > 3,
            ErrorMessage = documents is 0 or > 3 ? null : $"The user still owns documents ({documents}); hand them over first.",
        });
    }

    public static void AssignRole(Desk desk)
    {
        string user = desk.Dice.Of<Person>([.. Staff.All]).UserId;
        string role = desk.Dice.Of<string>(Things.Roles);
        desk.Record(desk.Dice.Chance(0.6)
            ? Assign(desk, user, role)
            : Assign(desk, user, role) with { Action = "role.revoke", Changes = [new FieldChange("roles", role, null)] });
    }

    public static void ChangeTeam(Desk desk)
    {
        string user = desk.Dice.Of<Person>([.. Staff.All]).UserId;
        string action = desk.Dice.Of("team.member.add", "team.member.remove");
        desk.Record(desk.Act(action, "team", desk.Dice.Of<string>(Things.Teams)) with { SubjectIds = [user] });
    }

    public static void ResetPassword(Desk desk) =>
        desk.Record(desk.ActOnPerson("user.password.reset", "user", desk.Dice.Of<Person>([.. Staff.All]).UserId, null, "identity"));

    public static void RevokeKey(Desk desk) => desk.Record(desk.Act("api_key.revoke", "api_key", Things.ApiKey(desk.Dice)));

    public static void ChangeSetting(Desk desk)
    {
        (string name, int old, int now) = desk.Dice.Of(("session_hours", 8, 10), ("export_limit", 5000, 2000), ("password_length", 12, 14));
        desk.Record(desk.Act("settings.update", "settings", "identity") with { Changes = [new FieldChange(name, old, now)] });
    }

    static AuditEvent Assign(Desk desk, string user, string role) => desk.Act("role.assign", "role", role) with
    {
        SubjectIds = [user],
        Changes = [new FieldChange("roles", null, role)],
    };
}
