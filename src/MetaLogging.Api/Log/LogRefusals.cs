using MetaLogging.Api.Problems;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace MetaLogging.Api.Log;

/// <summary>What can't be had of the log, and why.</summary>
internal static class LogRefusals
{
    public static Problem NoCheckpoint { get; } = new(
        Status404NotFound, "No checkpoint", "No checkpoint is signed yet; about a second after the first entry one is. Where it stays so, metalog doctor says why.");

    public static Problem BadTile { get; } = new(
        Status404NotFound, "Not found", "That is no path of a tile: /tlog/tile/L/N, /tlog/tile/entries/N, each also with .p/W behind it, as C2SP tlog-tiles has them.");

    public static Problem NoTile(long size) => new(
        Status404NotFound, "Not found", FormattableString.Invariant($"There is no such tile in the tree of {size} entries, the newest that is signed."));

    public static Problem NoEntry(long sequence, long size) => new(
        Status404NotFound, "Not found", FormattableString.Invariant($"There is no entry {sequence} in the tree of {size} entries. A checkpoint over newer ones is signed within a second."));

    public static Problem Dropped(long minimum) => new(
        Status410Gone, "Dropped", FormattableString.Invariant($"These entries were dropped by retention; bundles are kept from index {minimum} on. Their hashes are kept."));
}
