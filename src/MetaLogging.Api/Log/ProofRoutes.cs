using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Api.Access;
using MetaLogging.Api.Description;
using MetaLogging.Api.Own;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Queries;

namespace MetaLogging.Api.Log;

/// <summary>Proofs over HTTP: that an entry is in a tree, and that a tree is the continuation of an older one (RFC 6962, sections 2.1.1 and 2.1.2).</summary>
internal sealed class ProofRoutes(AuditTrail trail, ReadLedger ledger) : IApiRoutes
{
    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/v1/proofs/inclusion/{sequence}", Permissions.Read, ProveInclusionAsync) { Description = RouteDescriptions.Inclusion, IsOfLog = true },
        new("GET", "/api/v1/proofs/consistency", Permissions.Read, ProveConsistencyAsync) { Description = RouteDescriptions.Consistency, IsOfLog = true },
    ];

    async Task ProveInclusionAsync(ApiRequest request)
    {
        QueryParameters parameters = new(request.Http.Request.Query);
        SignedCheckpoint newest = Newest();
        long sequence = long.TryParse(request.Http.Request.RouteValues["sequence"] as string, NumberStyles.None,
            CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidQueryException("sequence", "is not a whole number from 0 on");
        long size = parameters.WholeNumber("size", 1, newest.Size) ?? newest.Size;
        bool withDetail = parameters.Flag("detail") ?? false;
        parameters.RequireNoOthers();
        JournalEntry entry = await EntryAsync(request, sequence, size).ConfigureAwait(false);
        IReadOnlyList<TreeHash> hashes = TreeProofs.Inclusion(trail.SignedLog.Tree, sequence, size);
        TreeHash root = size == newest.Size ? newest.Root : TreeProofs.Root(trail.SignedLog.Tree, size);
        if (withDetail)
        {
            // Whose data was shown has to be told.
            JsonObject filters = new() { ["sequence"] = sequence.ToString(CultureInfo.InvariantCulture) };
            await TellAsync(request, "proof-with-detail", filters, 1).ConfigureAwait(false);
        }
        else
        {
            await TellAsync(request, "proof", new JsonObject(), 0).ConfigureAwait(false);
        }

        await JsonAnswer.WriteAsync(request.Http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("origin"u8, trail.Origin);
            json.WriteNumber("sequence"u8, sequence);
            json.WriteNumber("size"u8, size);
            json.WriteString("root"u8, root.ToString());
            WriteHashes(json, hashes);
            WriteCheckpoint(json, newest, size);
            json.WritePropertyName("fact"u8);
            json.WriteRawValue(entry.Fact.Span, skipInputValidation: true);
            if (withDetail && !entry.Detail.IsEmpty)
            {
                json.WritePropertyName("detail"u8);
                json.WriteRawValue(entry.Detail.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    async Task ProveConsistencyAsync(ApiRequest request)
    {
        QueryParameters parameters = new(request.Http.Request.Query);
        SignedCheckpoint newest = Newest();
        long to = parameters.WholeNumber("to", 1, newest.Size) ?? newest.Size;
        long from = parameters.WholeNumber("from", 0, to) ?? throw new InvalidQueryException("from", "is missing; give the size of the older tree");
        parameters.RequireNoOthers();
        IReadOnlyList<TreeHash> hashes = TreeProofs.Consistency(trail.SignedLog.Tree, from, to);
        await TellAsync(request, "proof", new JsonObject(), 0).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(request.Http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("origin"u8, trail.Origin);
            json.WriteNumber("from"u8, from);
            json.WriteString("from_root"u8, TreeProofs.Root(trail.SignedLog.Tree, from).ToString());
            json.WriteNumber("to"u8, to);
            json.WriteString("to_root"u8, TreeProofs.Root(trail.SignedLog.Tree, to).ToString());
            WriteHashes(json, hashes);
            WriteCheckpoint(json, newest, to);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    SignedCheckpoint Newest() => trail.SignedLog.Newest ?? throw new ProblemException(LogRefusals.NoCheckpoint);

    /// <summary>The entry; to a caller of one tenant the entries of others are not there.</summary>
    async Task<JournalEntry> EntryAsync(ApiRequest request, long sequence, long size)
    {
        if (sequence >= size)
        {
            throw new ProblemException(LogRefusals.NoEntry(sequence, size));
        }

        try
        {
            JournalEntry entry = await trail.Journal.ReadEntryAsync(sequence, request.Aborted).ConfigureAwait(false);
            if (request.Caller.TenantId is { } tenant)
            {
                EntryView view = new();
                view.Read(entry);
                if (view.TenantId.ToString() != tenant)
                {
                    throw new ProblemException(Refusals.OtherTenant);
                }
            }

            return entry;
        }
        catch (SequenceDroppedException)
        {
            throw new ProblemException(LogRefusals.Dropped(trail.SignedLog.MinimumIndex));
        }
    }

    static void WriteHashes(Utf8JsonWriter json, IReadOnlyList<TreeHash> hashes)
    {
        json.WriteStartArray("hashes"u8);
        foreach (TreeHash hash in hashes)
        {
            json.WriteStringValue(hash.ToString());
        }

        json.WriteEndArray();
    }

    static void WriteCheckpoint(Utf8JsonWriter json, SignedCheckpoint newest, long size)
    {
        if (size == newest.Size)
        {
            json.WriteString("checkpoint"u8, newest.ToString());
        }
    }

    ValueTask TellAsync(ApiRequest request, string what, JsonObject filters, int returned) =>
        ledger.TellAsync(request.Http, request.Caller, what, filters, returned, isFurther: false);
}
