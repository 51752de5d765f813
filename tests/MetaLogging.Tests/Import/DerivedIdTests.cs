using System.Text;
using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

/// <summary>Importing again adds only what is new.</summary>
public sealed class DerivedIdTests : IDisposable
{
    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    static string Line(int second) => $"Jan 12 08:58:{second:00} web1 sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2";

    static string[] Lines(int from, int to) => [.. Enumerable.Range(from, to - from).Select(Line)];

    [Fact]
    public async Task A_log_that_has_grown_adds_its_new_lines()
    {
        await _importing.RunAsync(2026, Lines(0, 10));
        ImportResult grown = await _importing.RunAsync(2026, Lines(0, 13));

        Assert.Equal((3, 10, 13), (grown.Recorded, grown.AlreadyThere, grown.FailedAttempts));
    }

    [Fact]
    public async Task A_rotated_log_adds_its_new_lines_under_whatever_name()
    {
        await _importing.RunAsync(2026, Lines(0, 10));
        ImportResult rotated = await _importing.RunAsync(2026, Lines(5, 13));

        Assert.Equal((3, 5), (rotated.Recorded, rotated.AlreadyThere));
    }

    [Fact]
    public async Task Equal_lines_are_told_apart_by_their_count()
    {
        ImportResult first = await _importing.RunAsync(2026, Line(1), Line(1), Line(2), Line(1));
        ImportResult again = await _importing.RunAsync(2026, Line(1), Line(1), Line(2), Line(1));
        ImportResult grown = await _importing.RunAsync(2026, Line(1), Line(1), Line(2), Line(1), Line(1));

        Assert.Equal((4, 0, 1), (first.Recorded, again.Recorded, grown.Recorded));
        Assert.Equal(5, _importing.Trail.Events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public async Task Line_ends_are_no_part_of_an_id()
    {
        await _importing.RunAsync(2026, Line(1));
        ImportResult windows = await _importing.RunAsync($"{Line(1)}\r\n", _importing.Options with { Year = 2026 });

        Assert.Equal(1, windows.AlreadyThere);
    }

    [Fact]
    public async Task The_year_is_part_of_an_id_only_where_it_is_given()
    {
        string line = $"{Line(1)}\n";
        await _importing.RunAsync(line);
        _importing.Time.Advance(TimeSpan.FromDays(400));
        ImportResult yearLater = await _importing.RunAsync(line);
        ImportResult given = await _importing.RunAsync(line, _importing.Options with { Year = 2025 });
        ImportResult other = await _importing.RunAsync(line, _importing.Options with { Year = 2024 });

        Assert.Equal((0, 1, 1), (yearLater.Recorded, given.Recorded, other.Recorded));
    }

    [Fact]
    public async Task A_given_year_is_no_part_of_the_id_of_a_line_that_has_its_own()
    {
        const string Iso = "2026-01-12T08:58:03Z web1 sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2";
        await _importing.RunAsync(2026, Iso);
        ImportResult other = await _importing.RunAsync(2025, Iso);

        Assert.Equal(1, other.AlreadyThere);
    }

    [Fact]
    public async Task The_same_line_in_a_file_of_the_next_year_has_the_same_id_when_that_year_is_given()
    {
        await _importing.RunAsync(2025, "Dec 31 00:00:00 web1 CRON[1]: x", Line(1));
        ImportResult rotated = await _importing.RunAsync(2026, Line(1));

        Assert.Equal(1, rotated.AlreadyThere);
    }

    [Fact]
    public async Task Lines_that_are_no_events_do_not_count()
    {
        await _importing.RunAsync(2026, Line(1), "Jan 12 08:58:01 web1 sshd[1]: Server listening on :: port 22.");
        ImportResult without = await _importing.RunAsync(2026, Line(1));

        Assert.Equal(1, without.AlreadyThere);
    }

    [Fact]
    public async Task Another_installation_derives_other_ids()
    {
        using Importing other = new();
        await _importing.RunAsync(2026, Line(1));
        await other.RunAsync(2026, Line(1));

        Assert.NotEqual(_importing.Trail.Events[0].Id, other.Trail.Events[0].Id);
    }

    [Fact]
    public void An_id_is_a_UUID_of_version_8_and_no_format_has_those_of_another()
    {
        using DerivedIds sshd = new(_importing.Key, "sshd"u8);
        using DerivedIds ndjson = new(_importing.Key, "ndjson"u8);
        byte[] line = Encoding.UTF8.GetBytes(new string('x', 100_000));

        Guid id = sshd.Next(line, null);

        Assert.Equal(8, id.Version);
        Assert.Equal(8, id.Variant & 0xC);
        Assert.NotEqual(id, ndjson.Next(line, null));
        Assert.NotEqual(id, sshd.Next(line, null));
    }
}
