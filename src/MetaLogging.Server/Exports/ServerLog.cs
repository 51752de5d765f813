using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Exports;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Json;
using MetaLogging.Remote;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Exports;

/// <summary>The log of a live server, as its API hands it out: what a key may not read, no export of it holds.</summary>
/// <param name="connection">Asks, and again where the server wants a pause.</param>
/// <param name="server">Tells, once.</param>
internal sealed class ServerLog(RemoteConnection connection, ServerConnection server, TimeProvider time) : IExportedLog
{
    /// <summary>A checkpoint is signed about every second; one that does not come in this time will not.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public int AtOnce => 8;

    /// <inheritdoc/>
    public async Task<SignedCheckpoint> CheckpointAsync(long sequence, CancellationToken cancellationToken)
    {
        long begin = time.GetTimestamp();
        RemoteRequest request = new(FormattableString.Invariant($"api/v1/proofs/inclusion/{sequence}")) { MayBeMissing = true };
        while (true)
        {
            SignedCheckpoint? checkpoint = await connection.SendAsync(
                request, answer => answer.IsMissing ? null : JsonMembers.Read(answer.Body, Checkpoint), cancellationToken).ConfigureAwait(false);
            if (checkpoint is not null)
            {
                return checkpoint;
            }

            if (time.GetElapsedTime(begin) > Patience)
            {
                throw new RemoteTrailException(FormattableString.Invariant(
                    $"The server has signed no checkpoint over entry {sequence} within {Patience.TotalSeconds} s. metalog doctor says why."));
            }

            await Task.Delay(Glance, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<ExportedEntry> ReadAsync(long sequence, long size, CancellationToken cancellationToken) => connection.SendAsync(
        new RemoteRequest(FormattableString.Invariant($"api/v1/proofs/inclusion/{sequence}?size={size}&detail=true")),
        answer => Entry(sequence, answer.Body),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ExportTold> TellAsync(JsonObject filters, long events, long size, CancellationToken cancellationToken)
    {
        JsonObject body = new() { ["filters"] = filters.DeepClone(), ["events"] = events, ["size"] = size };
        byte[] json = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
        using JsonDocument answer = await server.AskAsync(HttpMethod.Post, "api/v1/exports", json, cancellationToken).ConfigureAwait(false)
            ?? throw new RemoteTrailException("The server is older than this program, and does not take exports.");
        try
        {
            JsonMembers told = new(answer.RootElement);
            return new(told.Count("sequence"), told.Text("by"), [.. told.Texts("vkeys").Select(VerifierKey.Parse)]);
        }
        catch (Exception e) when (e is JsonFormatException or NotProvenException)
        {
            throw new RemoteTrailException($"The server's answer about the export is not understood: {e.Message}", e);
        }
    }

    static SignedCheckpoint Checkpoint(JsonMembers proof)
    {
        try
        {
            return SignedCheckpoint.Parse(proof.Text("checkpoint"));
        }
        catch (NotProvenException e)
        {
            throw new JsonFormatException("checkpoint", $"is none: {e.Message}");
        }
    }

    /// <summary>Fact and detail byte for byte as they stand in the answer: they are what is hashed.</summary>
    static ExportedEntry Entry(long sequence, ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            JsonMembers proof = new(json.RootElement);
            TreeHash[] hashes = [.. proof.Texts("hashes").Select(text => TreeHash.TryParse(text, out TreeHash hash)
                ? hash
                : throw new JsonFormatException("hashes", "has one that is not base64 of 32 bytes"))];
            return new(sequence, Raw("fact"), Raw("detail"), hashes);

            byte[] Raw(string name)
            {
                _ = proof.Object(name);
                return JsonMarshal.GetRawUtf8Value(json.RootElement.GetProperty(name)).ToArray();
            }
        }
        catch (JsonException e)
        {
            throw new JsonFormatException("", "is not JSON", e);
        }
    }
}
