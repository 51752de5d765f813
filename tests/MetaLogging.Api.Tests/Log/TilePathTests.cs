using System.Globalization;
using CsCheck;
using MetaLogging.Api.Log;

namespace MetaLogging.Api.Tests.Log;

public sealed class TilePathTests(SignedServer log) : IClassFixture<SignedServer>
{
    static readonly Gen<TilePath> Tiles = Gen.Select(
        Gen.OneOf(Gen.Const((int?)null), Gen.Int[0, 63].Select(level => (int?)level)),
        Gen.OneOf(Gen.Long[0, 999], Gen.Long[0, 1_000_000], Gen.Long[0, 999_999_999_999_999_999]),
        Gen.Int[1, 256],
        (level, number, width) => new TilePath(level, number, width));

    static readonly Gen<char> Pieces = Gen.OneOf(Gen.Char["0123456789x/.p"], Gen.Char["XP-+ %\\\0entrisé٣"]);

    /// <summary>What is no path of a tile, as it stands in a request line.</summary>
    public static TheoryData<string> Wrong =>
    [
        "", "0", "0/", "/0/000", "0//000", "0/000/", "0/00", "0/0000", "0/0", "0/1", "00/000", "01/000", "64/000", "255/000", "-1/000", "+0/000", "x/000", "0/-01", "0/+01", "0/ 01", "0/0x1", "0x0/000",
        "0/x000/000", "0/x000/x001/000", "0/001/000", "0/X001/000", "0/x001", "0/x01/000", "0/x0001/000", "0/x001/x000", "0/x999/x999/x999/x999/x999/x999/999", "0/999999999999999999999",
        "0/000.p", "0/000.p/", "0/000.p/0", "0/000.p/00", "0/000.p/01", "0/000.p/256", "0/000.p/257", "0/000.p/-1", "0/000.p/99999999999999999999", "0/000.p/1/1", "0/000.p/1.p/1", "0/000.P/1", "0/000/.p/1", "0/.p/1",
        ".p/1", "0/000.p.p/1", "entries", "entries/", "entries/0", "entries/000/", "entries/x000/000", "entries/000.p/0", "entries/000.p/256", "Entries/000", "ENTRIES/000", "entries/entries/000", "0/entries/000",
        "data/000", "8/0/000", "%30/%78", "0/00%30%2f", "0%2f000", "entries%2f000", "0/000%00", "0/00%D9%A3", "0/%EF%BC%90%EF%BC%90%EF%BC%90", "%ff/000", "0/%c0%b0", "%C3%A9", "0/000%20", "0/000%0a", "0\\000",
        "0/000;x=1", "8/000", "63/000", "0/x999/x999/x999/x999/x999/999", "entries/x999/x999/x999/x999/x999/999", "entries/x999/x999/x999/x999/x999/999.p/255", "7/x001/000.p/1",
    ];

    /// <summary>Ways out of the folder.</summary>
    public static TheoryData<string> Outside =>
    [
        "/tlog/tile/../signing-key", "/tlog/tile/%2e%2e/signing-key", "/tlog/tile/../../bootstrap-key", "/tlog/tile/..%2f..%2fbootstrap-key", "/tlog/tile/0/../../../../../../etc/passwd",
        "/tlog/tile/%2e%2e%2f%2e%2e%2fetc/passwd", "/tlog/tile/entries/..", "/tlog/tile/entries/%2e%2e/%2e%2e/", "/tlog/tile/0/..%5c..%5csigning-key", "/tlog/tile/0/.%2e/level-0", "/tlog/tile//etc/passwd",
        "/tlog/tile/%252e%252e/signing-key", "/tlog/../signing-key", "/tlog/signing-key", "/tlog/log.vkey", "/tlog/tree/level-0", "/tlog/tile/level-0", "/tlog/checkpoint/..%2fsigning-key", "/tlog/tile/0/000/../../../checkpoints.ndjson",
    ];

    [Fact]
    public void Every_tile_has_one_spelling_and_is_read_from_it() =>
        Tiles.Sample(tile => TilePath.TryParse(Spell(tile), out TilePath read) && read == tile);

    [Fact]
    public void Whatever_is_read_was_the_one_spelling() => Gen.Select(Tiles, Gen.Int[0, 40], Gen.Int[0, 3], Pieces.Array[0, 3].Select(pieces => new string(pieces)))
        .Sample((tile, at, removed, added) =>
        {
            string path = Spell(tile);
            at = Math.Min(at, path.Length);
            string bent = path[..at] + added + path[Math.Min(path.Length, at + removed)..];
            return !TilePath.TryParse(bent, out TilePath read) || Spell(read) == bent;
        }, iter: 20_000);

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_no_path_of_a_tile_that_there_is_is_not_found(string path) => await RefusedAsync($"/tlog/tile/{path}");

    [Theory]
    [MemberData(nameof(Outside))]
    public async Task Nothing_outside_the_log_is_reached(string target) => await RefusedAsync(target);

    async Task RefusedAsync(string target)
    {
        using RawConnection connection = await RawConnection.OpenAsync(log.Server);
        await connection.SendAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {log.Reader.Key}\r\n\r\n");
        Answer answer = (await connection.ReadAsync())!;
        if (answer.Status == 400)
        {
            // Not even HTTP: the line of the request is refused before it is a path.
            Assert.True(target.Contains("%00", StringComparison.Ordinal) || target.Contains(' ', StringComparison.Ordinal) || target.Contains('\\', StringComparison.Ordinal), $"{target}: {answer.Text}");
            return;
        }

        answer.IsProblem(404);
        Assert.False(log.Server.HoldsSecret(answer.Text));
    }

    static string Spell(TilePath tile)
    {
        string digits = tile.Number.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        string[] groups = [.. digits.Chunk(3).Select(group => new string(group))];
        string level = tile.Level?.ToString(CultureInfo.InvariantCulture) ?? "entries";
        string number = string.Concat(groups[..^1].Select(group => $"x{group}/")) + groups[^1];
        return tile.Width == 256 ? $"{level}/{number}" : FormattableString.Invariant($"{level}/{number}.p/{tile.Width}");
    }
}
