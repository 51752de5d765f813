using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Description;
using MetaLogging.Api.Own;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Routing;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Tree;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Log;

/// <summary>
/// The read API of C2SP tlog-tiles under <c>/tlog</c>: the checkpoint, tiles of hashes, bundles of entries, full and partial, of every width that a tree up to the
/// newest checkpoint had. An entry is its fact, which holds no personal data.
/// </summary>
internal sealed class TileRoutes(AuditTrail trail, ReadLedger ledger, IOptions<ApiOptions> options) : IApiRoutes
{
    const string Binary = "application/octet-stream";

    static readonly Caller Public = new("public", "public", Permissions.Read, new("public", "public"));

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/tlog/checkpoint", Needed, AnswerCheckpointAsync) { Description = RouteDescriptions.Checkpoint, IsOfLog = true },
        new("GET", "/tlog/tile/{**path}", Needed, AnswerTileAsync) { Description = RouteDescriptions.Tile, IsOfLog = true },
    ];

    bool IsPublic => options.Value.PublicLog;

    Permissions? Needed => IsPublic ? null : Permissions.Read;

    async Task AnswerCheckpointAsync(ApiRequest request)
    {
        RequireNoTenant(request);
        SignedCheckpoint checkpoint = trail.SignedLog.ToPublish() ?? throw new ProblemException(LogRefusals.NoCheckpoint);
        await TellAsync(request, 0).ConfigureAwait(false);
        HttpResponse response = request.Http.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = $"{Audience}, max-age=1";
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(checkpoint.ToString()), request.Aborted).ConfigureAwait(false);
    }

    async Task AnswerTileAsync(ApiRequest request)
    {
        RequireNoTenant(request);
        TilePath tile = TilePath.TryParse(request.Http.Request.RouteValues["path"] as string ?? "", out TilePath parsed)
            ? parsed
            : throw new ProblemException(LogRefusals.BadTile);
        long size = trail.SignedLog.Newest?.Size ?? 0;
        long count = TreeFiles.CountAt(tile.Level ?? 0, size);
        if (tile.Number > count / TreeFiles.TileWidth || tile.First + tile.Width > count)
        {
            throw new ProblemException(LogRefusals.NoTile(size));
        }

        if (tile.Level is { } level)
        {
            byte[] hashes = new byte[tile.Width * TreeHash.Length];
            trail.SignedLog.Tree.Read(level, tile.First, hashes);
            await TellAsync(request, 0).ConfigureAwait(false);
            await WriteAsync(request, hashes, isPacked: false).ConfigureAwait(false);   // hashes do not get shorter
            return;
        }

        byte[] bundle = await BundleAsync(tile, request.Aborted).ConfigureAwait(false);
        await TellAsync(request, tile.Width).ConfigureAwait(false);
        await WriteAsync(request, bundle, TakesGzip(request)).ConfigureAwait(false);
    }

    /// <summary>Big-endian length of two bytes and the fact, for each entry.</summary>
    async Task<byte[]> BundleAsync(TilePath tile, CancellationToken cancellationToken)
    {
        const int Piece = 1 << 20;
        using MemoryStream bundle = new();
        byte[] length = new byte[2];
        long end = tile.First + tile.Width;
        try
        {
            for (long next = tile.First; next < end;)
            {
                foreach (JournalEntry entry in await trail.Journal.ReadAsync(next, Piece, EntryContent.Fact, cancellationToken).ConfigureAwait(false))
                {
                    if (next++ == end)
                    {
                        break;
                    }

                    BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Fact.Length);
                    bundle.Write(length);
                    bundle.Write(entry.Fact.Span);
                }
            }
        }
        catch (SequenceDroppedException)
        {
            throw new ProblemException(LogRefusals.Dropped(trail.SignedLog.MinimumIndex));
        }

        return bundle.ToArray();
    }

    string Audience => IsPublic ? "public" : "private";

    static bool TakesGzip(ApiRequest request) =>
        request.Http.Request.GetTypedHeaders().AcceptEncoding.Any(one => one.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);

    async Task WriteAsync(ApiRequest request, byte[] bytes, bool isPacked)
    {
        HttpResponse response = request.Http.Response;
        response.ContentType = Binary;
        response.Headers.CacheControl = $"{Audience}, max-age=31536000, immutable";
        response.Headers.Vary = "Accept-Encoding";
        if (!isPacked)
        {
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes, request.Aborted).ConfigureAwait(false);
            return;
        }

        response.Headers.ContentEncoding = "gzip";
        GZipStream packed = new(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await using (packed.ConfigureAwait(false))
        {
            await packed.WriteAsync(bytes, request.Aborted).ConfigureAwait(false);
        }
    }

    static void RequireNoTenant(ApiRequest request)
    {
        if (request.CallerOrNone?.TenantId is not null)
        {
            throw new ProblemException(Refusals.WholeTrail);
        }
    }

    /// <summary>All that a caller takes of the log in a minute is one event.</summary>
    ValueTask TellAsync(ApiRequest request, int entries) =>
        ledger.TellAsync(request.Http, request.CallerOrNone ?? Public, "tlog", new JsonObject(), entries, isFurther: false);
}
