using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Remote;

/// <summary>Problem details of RFC 9457, with the members that a MetaLogging server adds.</summary>
/// <param name="Type">The kind of problem, a URI.</param>
/// <param name="Title">What kind of problem it is, in words.</param>
/// <param name="Detail">What happened, in words.</param>
/// <param name="Errors">The fields that are wrong.</param>
/// <param name="ConflictingFields">Where an id was used before: the fields that differ.</param>
internal sealed record Problem(
    string? Type, string? Title, string? Detail, IReadOnlyList<EventProblem> Errors, IReadOnlyList<string>? ConflictingFields)
{
    public const string StoreUnavailable = "urn:metalog:store-unavailable";
    public const string JournalNotWritable = "urn:metalog:journal-not-writable";
    public const string OutcomeUnknown = "urn:metalog:outcome-unknown";

    const string Whole = "$";

    public const string MediaType = "application/problem+json";

    /// <summary>Reads the body of an answer; null where it is no such object.</summary>
    public static Problem? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonMembers.Read(body, members => new Problem(
                members.OptionalText("type"), members.OptionalText("title"), members.OptionalText("detail"), ErrorsOf(members),
                members.Has("conflicting_fields") ? members.Texts("conflicting_fields") : null));
        }
        catch (JsonFormatException)
        {
            return null;
        }
    }

    /// <summary>Reads <c>errors: {field: [message]}</c>; none where it is absent. What is wrong with the whole stands under <c>$</c>, and has no field here.</summary>
    /// <exception cref="JsonFormatException">It is something else.</exception>
    public static IReadOnlyList<EventProblem> ErrorsOf(JsonMembers members) => members.OptionalObject("errors") is not { } errors
        ? []
        : [.. errors.All().SelectMany(field => errors.Texts(field.Name).Select(message => new EventProblem(field.Name == Whole ? "" : field.Name, message)))];
}
