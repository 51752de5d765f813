using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Description;
using MetaLogging.Api.Events;
using MetaLogging.Api.Own;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Events;
using MetaLogging.Journaling.Notes;
using MetaLogging.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Exports;

/// <summary>
/// The route by which a caller tells that it has made an export out of what it may read, and learns what its archive needs beside: the log's keys. The events and
/// proofs themselves it reads as everybody does, and each of these reads is told, too.
/// </summary>
internal sealed class ExportRoutes(AuditTrail trail, IOptions<ApiOptions> options, TimeProvider time) : IApiRoutes
{
    const int LongestBody = 64 << 10;

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
        [new("POST", "/api/v1/exports", Permissions.Read, TellAsync) { Description = RouteDescriptions.Export }];

    async Task TellAsync(ApiRequest request)
    {
        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        BodyEncoding.RequireJson(request.Http.Request);
        byte[] body = await ReadBodyAsync(request).ConfigureAwait(false);
        ToldExport told = new ToldExportReader().Read(body, trail.NextSequence);
        AuditEvent own = OwnEvents.Export(told.Filters, told.Events, trail.Origin, told.Size) with
        {
            UserId = request.Caller.Id,
            UserName = request.Caller.Name,
            TenantId = request.Caller.TenantId,
            IpAddress = Peer.AddressOf(request.Http),
        };
        long sequence = await trail.RecordOwnAsync(own, CancellationToken.None).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(
            request.Http.Response,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("origin"u8, trail.Origin);
                json.WriteNumber("sequence"u8, sequence);
                json.WriteString("by"u8, request.Caller.Name);
                json.WriteStartArray("vkeys"u8);
                foreach (VerifierKey key in trail.SignedLog.Keys)
                {
                    json.WriteStringValue(key.Text);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            },
            StatusCodes.Status201Created).ConfigureAwait(false);
    }

    async Task<byte[]> ReadBodyAsync(ApiRequest request)
    {
        using BodyDeadline deadline = new(options.Value.BodyTime, time, request.Aborted);
        using Stream body = BodyEncoding.Unpack(request.Http.Request);
        byte[] buffer = new byte[LongestBody];
        int length;
        try
        {
            length = await deadline.ReadAsync(token => body.ReadAtLeastAsync(buffer, LongestBody, throwOnEndOfStream: false, token)).ConfigureAwait(false);
        }
        catch (Exception e) when (BodyEncoding.IsBroken(e))
        {
            throw new ProblemException(Refusals.BadInput([new("", "can't be unpacked: it is damaged, or was cut off")]));
        }

        return length < LongestBody ? buffer[..length] : throw new ProblemException(Refusals.TooLarge("What is told of an export has at most 64 KiB."));
    }
}
