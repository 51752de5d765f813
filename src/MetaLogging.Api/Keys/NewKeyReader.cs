using System.Text;
using System.Text.Json;
using MetaLogging.Api.Access;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Api.Keys;

/// <summary>Reads what a key is to be: <c>{name, permissions, source?, expires_at?, tenant_id?}</c>, strictly.</summary>
internal sealed class NewKeyReader(TimeProvider time)
{
    readonly List<EventProblem> _problems = [];

    /// <summary>Reads it, or tells everything that is wrong with it.</summary>
    /// <exception cref="InvalidEventException">Names each field.</exception>
    public NewKey Read(byte[] body)
    {
        using JsonDocument json = Parse(body);
        Dictionary<string, JsonElement> members = Members(json.RootElement);
        string? name = Name(members, "name", isRequired: true);
        Permissions permissions = ReadPermissions(members);
        string? source = Name(members, "source", isRequired: false);
        string? tenant = Name(members, "tenant_id", isRequired: false);
        DateTimeOffset? expires = Expiry(members);
        foreach (string unknown in members.Keys)
        {
            _problems.Add(new(unknown.Length > 64 ? unknown[..64] + "…" : unknown, "is not a member of a key, which has name, permissions, source, expires_at and tenant_id"));
        }

        return _problems.Count == 0 ? new(name!, permissions, source, expires, tenant) : throw new InvalidEventException(_problems);
    }

    static JsonDocument Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body, new() { AllowDuplicateProperties = false });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // the latter where half of a surrogate pair stands in a name
        {
            throw new InvalidEventException([new("", "is not JSON, or has a member twice")]);
        }
    }

    static Dictionary<string, JsonElement> Members(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidEventException([new("", ProblemText.NotAnObject)]);
        }

        try
        {
            return root.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).ToDictionary(member => member.Name, member => member.Value);
        }
        catch (InvalidOperationException)
        {
            throw new InvalidEventException([new("", ProblemText.LoneSurrogateInName)]);
        }
    }

    string? Name(Dictionary<string, JsonElement> members, string field, bool isRequired)
    {
        if (Text(members, field, isRequired) is not { } text)
        {
            return null;
        }

        if (!NamePattern.IsName(text))
        {
            _problems.Add(new(field, text.Length == 0 ? ProblemText.Empty : $"is not a name: {NamePattern.Description} and nothing else"));
        }

        return text;
    }

    Permissions ReadPermissions(Dictionary<string, JsonElement> members)
    {
        const string Field = "permissions";
        if (!members.Remove(Field, out JsonElement list))
        {
            _problems.Add(new(Field, "is missing; it is a list of logging:read, logging:write, logging:manage"));
            return Permissions.None;
        }

        Permissions permissions = Permissions.None;
        if (list.ValueKind != JsonValueKind.Array)
        {
            _problems.Add(new(Field, ProblemText.NotAList));
            return permissions;
        }

        int i = 0;
        foreach (JsonElement one in list.EnumerateArray())
        {
            if (one.ValueKind == JsonValueKind.String && TextOf(one) is { } word && PermissionNames.Find(word) is { } permission)
            {
                permissions |= permission;
            }
            else
            {
                _problems.Add(new($"{Field}[{i}]", "is none of logging:read, logging:write, logging:manage"));
            }

            i++;
        }

        if (i == 0)
        {
            _problems.Add(new(Field, ProblemText.Empty));
        }

        return permissions;
    }

    DateTimeOffset? Expiry(Dictionary<string, JsonElement> members)
    {
        const string Field = "expires_at";
        if (Text(members, Field, isRequired: false) is not { } text)
        {
            return null;
        }

        TimestampProblem problem = TimestampText.Parse(Encoding.UTF8.GetBytes(text), out long nanoseconds);
        if (problem != TimestampProblem.None)
        {
            _problems.Add(new(Field, problem == TimestampProblem.NoZone ? ProblemText.NoZone : ProblemText.NotATime));
            return null;
        }

        DateTimeOffset expires = UnixTime.ToDateTimeOffset(nanoseconds);
        if (expires <= time.GetUtcNow())
        {
            _problems.Add(new(Field, "is in the past"));
        }

        return expires;
    }

    string? Text(Dictionary<string, JsonElement> members, string field, bool isRequired)
    {
        if (!members.Remove(field, out JsonElement value))
        {
            if (isRequired)
            {
                _problems.Add(new(field, ProblemText.Missing));
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String && TextOf(value) is { } text)
        {
            return text;
        }

        _problems.Add(new(field, ProblemText.NotText));
        return null;
    }

    /// <summary>The text; null where it is none (half of a surrogate pair).</summary>
    static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
