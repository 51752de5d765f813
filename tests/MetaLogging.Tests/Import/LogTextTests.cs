using System.IO.Compression;
using System.Text;
using MetaLogging.Import;
using MetaLogging.Tests.Support;

namespace MetaLogging.Tests.Import;

/// <summary>How bytes become lines, and which bytes are no log.</summary>
public sealed class LogTextTests : IDisposable
{
    const string Login = "Jan 12 08:58:03 web1 sshd[811]: Accepted password for ana from 192.0.2.1 port 22 ssh2";
    const string Failed = "Jan 12 08:58:04 web1 sshd[811]: Failed password for ana from 192.0.2.1 port 22 ssh2";

    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    static byte[] Pack(params string[] members)
    {
        using MemoryStream packed = new();
        foreach (string member in members)
        {
            using GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(Encoding.UTF8.GetBytes(member));
        }

        return packed.ToArray();
    }

    static byte[] Repeat(string line, int count) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line + "\n", count)));

    Task<ImportException> RefusedAsync(byte[] log) => Assert.ThrowsAsync<ImportException>(() => _importing.RunAsync(log));

    [Fact]
    public async Task An_empty_log_has_nothing()
    {
        ImportResult result = await _importing.RunAsync("");

        Assert.Equal((0, 0, false), (result.Lines, result.Recorded, result.HasWaitingLine));
    }

    [Fact]
    public async Task Blank_lines_and_line_ends_of_Windows_are_read()
    {
        ImportResult result = await _importing.RunAsync($"\r\n{Login}\r\n\n \t\r\n{Failed}\r\n");

        Assert.Equal((5, 2), (result.Lines, result.Recorded));
        Assert.Equal(new PassedLines("blank lines", 3), Assert.Single(result.Passed));
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_first_line() =>
        Assert.Equal(1, (await _importing.RunAsync($"\uFEFF{Login}\n")).Recorded);

    [Fact]
    public async Task A_last_line_without_an_end_waits()
    {
        ImportResult result = await _importing.RunAsync($"{Login}\n{Failed}");

        Assert.Equal((1, 1, true), (result.Lines, result.Recorded, result.HasWaitingLine));
    }

    [Fact]
    public async Task It_is_taken_when_the_log_is_complete()
    {
        ImportResult result = await _importing.RunAsync($"{Login}\n{Failed}", _importing.Options with { Complete = true });

        Assert.Equal((2, 2, false), (result.Lines, result.Recorded, result.HasWaitingLine));
    }

    [Fact]
    public async Task What_waited_is_added_once_it_has_its_end()
    {
        await _importing.RunAsync($"{Login}\n{Failed[..^10]}");
        ImportResult result = await _importing.RunAsync($"{Login}\n{Failed}\n");

        Assert.Equal((1, 1), (result.Recorded, result.AlreadyThere));
        Assert.Equal("ana", Assert.Single(_importing.Trail.FailedLogins).Username);
    }

    [Fact]
    public async Task Gzip_is_recognised_by_how_it_begins() =>
        Assert.Equal(2, (await _importing.RunAsync(Pack($"{Login}\n", $"{Failed}\n"))).Recorded);

    [Fact]
    public async Task A_log_that_cannot_be_read_twice_gives_the_same()
    {
        await _importing.RunAsync(Pack($"{Login}\n{Failed}\n"));
        using MemoryStream log = new(Pack($"{Login}\n{Failed}\n"));
        await using Trickle pipe = new(log, [1, 3, 17]);

        ImportResult piped = await _importing.RunAsync(pipe);

        Assert.Equal((0, 2), (piped.Recorded, piped.AlreadyThere));
        await Eventually.TrueAsync(   // other imports may be running
            () => Directory.GetFiles(Path.GetTempPath(), "metalog-import-*").Length == 0, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(1)]
    public async Task Gzip_that_was_cut_off_is_refused_before_anything_is_recorded(int missing)
    {
        byte[] packed = Pack($"{Login}\n{Failed}\n");

        ImportException e = await RefusedAsync(packed[..^missing]);

        Assert.Contains("gzip", e.Problem, StringComparison.Ordinal);
        Assert.Empty(_importing.Trail.Events);
    }

    [Fact]
    public async Task Gzip_that_is_damaged_is_refused()
    {
        byte[] packed = Pack($"{Login}\n{Failed}\n");
        packed[packed.Length / 2] ^= 0x55;

        Assert.Contains("gzip", (await RefusedAsync(packed)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_NUL_makes_a_binary_file()
    {
        ImportException e = await RefusedAsync([.. Encoding.UTF8.GetBytes($"{Login}\n"), 1, 0, 2]);

        Assert.Equal(("auth.log", null), (e.File, e.Line));
        Assert.Contains($"position {Login.Length + 2}", e.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing of it was recorded", e.Message, StringComparison.Ordinal);
        Assert.Empty(_importing.Trail.Events);
    }

    [Fact]
    public async Task Much_that_is_not_UTF_8_makes_a_binary_file()
    {
        byte[] noise = new byte[4096];
        new Random(17).NextBytes(noise);

        ImportException e = await RefusedAsync([.. noise.Select(b => b == 0 ? (byte)1 : b)]);

        Assert.Contains("binary", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_packing_is_named()
    {
        Assert.Contains("zstd", (await RefusedAsync([0x28, 0xB5, 0x2F, 0xFD, 1, 2])).Problem, StringComparison.Ordinal);
        Assert.Contains("zip", (await RefusedAsync([.. "PK\u0003\u0004"u8, 1, 2])).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_sshd_that_is_not_UTF_8_is_bad_by_its_number()
    {
        byte[] log = [.. Repeat(Login, 3), .. Encoding.Latin1.GetBytes(Failed.Replace("ana", "ané", StringComparison.Ordinal) + "\n"),
            .. Repeat(Failed, 1)];

        ImportResult result = await _importing.RunAsync(log, _importing.Options with { OnError = OnError.Skip });

        Assert.Equal((5, 4, 1), (result.Lines, result.Recorded, result.Rejected));
        Assert.Equal("line 4: is not valid UTF-8", Assert.Single(result.FirstRejected).ToString());
    }

    [Fact]
    public async Task What_other_programs_write_need_not_be_UTF_8()
    {
        byte[] log = [.. Encoding.Latin1.GetBytes("Jan 12 08:58:03 web1 sudo: café\n"), .. Repeat(Login, 1)];

        Assert.Equal((1, 0), ((await _importing.RunAsync(log)) is var result ? (result.Recorded, result.Rejected) : default));
    }

    [Fact]
    public async Task A_NUL_far_inside_is_a_character_of_its_line()
    {
        byte[] log = [.. Repeat(Login, 2000), .. new byte[5000], (byte)'\n', .. Repeat(Failed, 1)];

        ImportResult result = await _importing.RunAsync(log);

        Assert.Equal((2002, 2001, 1), (result.Lines, result.Recorded, result.Unplaced));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public async Task A_line_may_have_a_MiB(int more, int rejected)
    {
        string line = $"Jan 12 08:58:03 web1 sudo: {new string('x', (1 << 20) - 27 + more)}";

        ImportResult result = await _importing.RunAsync($"{Login}\n{line}\r\n{Failed}\n",
            _importing.Options with { OnError = OnError.Skip });

        Assert.Equal((3, 2, rejected), (result.Lines, result.Recorded, result.Rejected));
        Assert.Equal(rejected == 1 ? ["line 2: is longer than 1048576 bytes"] : [], result.FirstRejected.Select(r => r.ToString()));
    }

    [Fact]
    public async Task A_log_of_one_endless_line_is_read_in_little_memory()
    {
        await using Endless log = new(200L << 20);
        LineReader lines = new(log);
        while (await lines.FillAsync(TestContext.Current.CancellationToken))
        {
            Assert.False(lines.TryTake(out _, out _));
        }

        Assert.True(lines.HasRest);
        Assert.InRange(lines.Capacity, 1, 4 << 20);
    }
}
