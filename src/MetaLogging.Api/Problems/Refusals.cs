using MetaLogging.Api.Access;
using MetaLogging.Validation;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace MetaLogging.Api.Problems;

/// <summary>The problems that the API answers with.</summary>
internal static class Refusals
{
    public static Problem NoKey { get; } = new(
        Status401Unauthorized, "No key", "Send an API key: Authorization: Bearer <key>. The first key is in the file bootstrap-key of the data folder.");

    public static Problem WrongKey { get; } = new(
        Status401Unauthorized, "Wrong key", "This key is not known here, or it was revoked or has expired. A caller with logging:manage can make a new one.");

    public static Problem NotFound { get; } = new(Status404NotFound, "Not found", "There is nothing here. /docs shows what there is.");

    public static Problem NoEvent { get; } = new(Status404NotFound, "Not found", "There is no event of this id here.");

    public static Problem SeveralTenants { get; } = new(
        Status409Conflict, "Several tenants", "Several tenants have an event of this id. Choose one with ?tenant_id=.")
    {
        Errors = [new("tenant_id", "is missing; several tenants have an event of this id")],
    };

    public static Problem OtherTenant { get; } = new(
        Status403Forbidden, "Another tenant", "This key belongs to one tenant, and reads and writes no other.")
    {
        Errors = [new("tenant_id", "is not the tenant of this key; leave it out")],
    };

    public static Problem WholeTrail { get; } = new(
        Status403Forbidden, "Another tenant", "This is about the trail of all tenants, and this key belongs to one. Ask with a key without tenant.");

    public static Problem Busy(string what) => new(Status503ServiceUnavailable, "Busy", $"{what} Nothing was kept. Try again in a moment.")
    {
        Type = ProblemTypes.Busy,
        RetryAfter = 1,
    };

    public static Problem TooSlow { get; } = new(
        Status408RequestTimeout, "Too slow", "The body did not arrive in time. Nothing was kept. Send smaller batches.");

    public static Problem Internal { get; } = new(
        Status500InternalServerError, "Internal error", "Something went wrong that should not; the server's log says more.");

    public static Problem Lacks(Permissions permission) => new(
        Status403Forbidden, "Lacks a permission", $"This key lacks the permission {PermissionNames.Name(permission)}. Ask with one that has it.");

    public static Problem NoVerb(string allowed) => new(
        Status405MethodNotAllowed, "No such verb", $"This takes {allowed}.")
    {
        Allow = allowed,
    };

    public static Problem BadField(string field, string message) =>
        new(Status400BadRequest, "Bad input", $"{field} {message}.") { Errors = [new(field, message)] };

    public static Problem BadInput(IReadOnlyList<EventProblem> errors, bool isKept = false) => new(
        Status400BadRequest, "Bad input",
        $"{Sentence(errors)}{(isKept ? "" : " Nothing was kept.")}")
    {
        Errors = errors,
    };

    public static Problem Conflict(IReadOnlyList<EventProblem> errors, IReadOnlyList<string>? fields) => new(
        Status409Conflict, "Conflict", $"{Sentence(errors)} Nothing was kept. Send it with a new id, or unchanged.")
    {
        Errors = errors,
        ConflictingFields = fields,
    };

    public static Problem TooLarge(string message) => new(Status413PayloadTooLarge, "Too large", $"{message} Nothing was kept.");

    public static Problem WrongMediaType(string message) => new(Status415UnsupportedMediaType, "Wrong media type", $"{message} Nothing was kept.");

    static string Sentence(IReadOnlyList<EventProblem> errors)
    {
        EventProblem first = errors[0];
        string more = errors.Count > 1 ? FormattableString.Invariant($", and {errors.Count - 1} more") : "";
        return $"{(first.Field.Length == 0 ? "The body" : first.Field)} {first.Message}{more}.";
    }
}
