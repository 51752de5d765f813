using System.Collections.Concurrent;
using MetaLogging.Extensions;
using MetaLogging.Hooks;

namespace Teams;

/// <summary>
/// An extension with a business layer of its own: it runs what it does by name, and because <c>meta_logging</c> is there, all of it is audited. Not one line here is
/// about the audit trail.
/// </summary>
public sealed class TeamsExtension(Operations operations) : Extension
{
    readonly ConcurrentDictionary<(string Team, string User), string> _members = [];

    public override ExtensionDescription Description { get; } = new()
    {
        Name = "teams",
        Version = new(1, 0, 0),
        Description = "Teams and who is in them",
        Abilities = ["team_management"],
        Dependencies = [new("meta_logging", From: new(1, 0), Before: new(2, 0))],
        EnvironmentVariables = [new("TEAMS_LARGEST", "50", "how many members a team may have")],
        Permissions = ["teams:manage"],
    };

    int Largest { get; set; }

    public Task AddMemberAsync(string team, string user, string role, CancellationToken cancellationToken = default)
    {
        Operation operation = new("team.member.add")
        {
            ResourceType = "team",
            ResourceId = team,
            Arguments = new Dictionary<string, object?> { ["user_id"] = user, ["role"] = role },
        };
        return operations.RunAsync(
            operation,
            (context, _) =>
            {
                if (_members.Keys.Count(member => member.Team == team) >= Largest)
                {
                    context.Fail("team_is_full");
                    throw new InvalidOperationException($"The team has {Largest} members, which is the most (TEAMS_LARGEST).");
                }

                _members[(team, user)] = role;
                return Task.CompletedTask;
            },
            cancellationToken);
    }

    protected override void Configure(ExtensionContext context) =>
        Largest = int.TryParse(context.Variable("TEAMS_LARGEST"), out int largest)
            ? largest
            : throw new InvalidOperationException("TEAMS_LARGEST is no whole number. Set it to one, or leave it out.");
}
