using System.CommandLine;
using MetaLogging.Api.Keys;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Keys;

/// <summary><c>metalog keys revoke</c>: a key is refused from now on.</summary>
internal sealed class KeysRevokeCommand : TrailCommand
{
    readonly Argument<string> _id = new("ID") { Description = "The key's id, as keys list shows it" };

    public KeysRevokeCommand(Surroundings surroundings)
        : base("revoke", "Revokes an API key, at once. What it recorded stays.", surroundings)
    {
        Arguments.Add(_id);
        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["metalog keys revoke 3f9a0c21d4e5b678 --data ./data"];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string id = parsed.GetRequiredValue(_id);
        IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            ApiKey? key = await open.Keys.RevokeAsync(id, cancellationToken).ConfigureAwait(false);
            if (key is null)
            {
                throw new UsageException($"There is no key with the id '{id}'. metalog keys list shows them.");
            }

            Surroundings.Say($"The key {key.Name} ({key.Id}) is revoked.");
        }

        return ExitCode.Done;
    }
}
