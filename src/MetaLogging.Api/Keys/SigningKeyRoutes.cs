using MetaLogging.Api.Access;
using MetaLogging.Api.Description;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Journaling.Notes;
using MetaLogging.Queries;
using MetaLogging.Signing;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Keys;

/// <summary>The route that puts a new key in the place of the one that signs checkpoints.</summary>
internal sealed class SigningKeyRoutes(AuditTrail trail) : IApiRoutes
{
    const double MostDays = 3660;

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
        [new("POST", "/api/v1/log/rotate-signing", Permissions.Manage, RotateAsync) { Description = RouteDescriptions.RotateSigning }];

    async Task RotateAsync(ApiRequest request)
    {
        if (request.Caller.TenantId is not null)
        {
            throw new ProblemException(Refusals.WholeTrail);
        }

        QueryParameters parameters = new(request.Http.Request.Query);
        double days = parameters.Number("overlap_days") ?? KeyRotation.DefaultOverlap.TotalDays;
        parameters.RequireNoOthers();
        if (!(days is >= 0 and <= MostDays))
        {
            throw new InvalidQueryException("overlap_days", FormattableString.Invariant($"is not a number from 0 to {MostDays}"));
        }

        VerifierKey key = await trail.KeyRotation.RotateAsync(TimeSpan.FromDays(days), request.Caller.Id, request.Caller.Name, request.Aborted).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(
            request.Http.Response,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("vkey"u8, key.Text);
                json.WriteEndObject();
            },
            StatusCodes.Status201Created).ConfigureAwait(false);
    }
}
