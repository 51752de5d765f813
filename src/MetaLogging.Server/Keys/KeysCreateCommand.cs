using System.CommandLine;
using System.Text.Json;
using MetaLogging.Api.Access;
using MetaLogging.Api.Keys;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;
using MetaLogging.Validation;

namespace MetaLogging.Server.Keys;

/// <summary><c>metalog keys create</c>: makes an API key, and prints it, once.</summary>
internal sealed class KeysCreateCommand : TrailCommand
{
    readonly Argument<string> _name = new("NAME") { Description = "The key's name; it stands in recorded_by of what it records" };
    readonly Option<string[]> _permissions = new("--permissions")
    {
        Description = "What it may do: read, write, manage; several, or given again",
        HelpName = "read|write|manage",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<string?> _source = new("--source") { Description = "The source of events that name none [default: its name]", HelpName = "NAME" };
    readonly Option<string?> _tenant = new("--tenant-id") { Description = "The only tenant that it reads and writes", HelpName = "NAME" };
    readonly Option<DateTimeOffset?> _expires = Typed.Moment("--expires-at", "From when on it is refused [default: never]");
    readonly Option<string?> _format = Typed.Word("--format", "[default: table]", "table", "json");

    public KeysCreateCommand(Surroundings surroundings)
        : base("create", "Makes an API key. The key itself is printed once and kept nowhere.", surroundings)
    {
        Arguments.Add(_name);
        foreach (Option option in (IEnumerable<Option>)[_permissions, _source, _tenant, _expires, _format])
        {
            Options.Add(option);
        }

        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog keys create shop --permissions write --data ./data",
        "metalog keys create auditor --permissions read --tenant-id north --expires-at 2027-01-01T00:00:00Z --data ./data",
    ];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        NewKey wanted = new(
            NameOf("NAME", parsed.GetRequiredValue(_name))!, Permissions(parsed.GetRequiredValue(_permissions)),
            NameOf("--source", parsed.GetValue(_source)), Expiry(parsed), NameOf("--tenant-id", parsed.GetValue(_tenant)));
        IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            (ApiKey key, string secret) = await open.Keys.CreateAsync(wanted, cancellationToken).ConfigureAwait(false);
            DataOutput output = new(Surroundings);
            if (parsed.GetValue(_format) == "json")
            {
                output.WriteJson(KeysListCommand.ToJson(json =>
                {
                    json.WriteStartObject();
                    KeyJson.WriteMembers(json, key);
                    json.WriteString("secret"u8, secret);
                    json.WriteEndObject();
                }));
                output.WriteLine();
            }
            else
            {
                output.WriteLine(secret);
                Surroundings.Say($"This is the key {key.Name} ({key.Id}); it is shown this once. Revoke it with: metalog keys revoke {key.Id}");
            }

            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    static string? NameOf(string what, string? text) => text is null || NamePattern.IsName(text)
        ? text
        : throw new UsageException($"{what} is not a name: use {NamePattern.Description}.");

    static Permissions Permissions(string[] words)
    {
        Permissions permissions = Api.Access.Permissions.None;
        foreach (string word in words.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            permissions |= PermissionNames.Find(word) ?? throw new UsageException($"--permissions takes read, write and manage; '{word}' is none of them.");
        }

        return permissions == Api.Access.Permissions.None ? throw new UsageException("--permissions takes at least one of read, write and manage.") : permissions;
    }

    DateTimeOffset? Expiry(ParseResult parsed) => parsed.GetValue(_expires) is { } time && time <= Surroundings.Time.GetUtcNow()
        ? throw new UsageException("--expires-at is in the past.")
        : parsed.GetValue(_expires);
}
