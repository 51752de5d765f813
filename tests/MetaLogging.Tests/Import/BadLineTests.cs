using MetaLogging.Events;
using MetaLogging.Import;
using MetaLogging.Validation;

namespace MetaLogging.Tests.Import;

/// <summary>What a bad line does to an import, whether it can't be read or the trail refuses its event.</summary>
public sealed class BadLineTests : IDisposable
{
    readonly Importing _importing = new();

    public void Dispose() => _importing.Dispose();

    static string Line(int number, string day = "12") =>
        $"Jan {day} {number / 3600 % 24:00}:{number / 60 % 60:00}:{number % 60:00} web1 sshd[1]: "
        + $"Failed password for root from 192.0.2.{number % 200} port 22 ssh2";

    static string[] Lines(int count, params int[] bad) =>
        [.. Enumerable.Range(1, count).Select(number => Line(number, bad.Contains(number) ? "32" : "12"))];

    void RefuseAddress(string address) =>
        _importing.Trail.Check = item =>
            ((FailedLoginAttempt)item).IpAddress == address ? new EventProblem("ip_address", "is refused here") : null;

    [Fact]
    public async Task It_stops_at_the_first_bad_line_and_what_was_before_stays()
    {
        ImportException e = await Assert.ThrowsAsync<ImportException>(() => _importing.RunAsync(2026, Lines(12_000, 11_001, 11_500)));

        Assert.Equal((11_001, 11_000), (e.Line, e.Recorded));
        Assert.Equal(11_000, _importing.Trail.Events.Count);
        Assert.StartsWith("auth.log, line 11001: timestamp is not a time", e.Message, StringComparison.Ordinal);
        Assert.Contains("11000 events", e.Message, StringComparison.Ordinal);
        Assert.Contains("importing it again is safe", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mended_it_adds_the_rest()
    {
        await Assert.ThrowsAsync<ImportException>(() => _importing.RunAsync(2026, Lines(100, 51)));
        ImportResult mended = await _importing.RunAsync(2026, Lines(100));

        Assert.Equal((50, 50), (mended.AlreadyThere, mended.Recorded));
    }

    [Fact]
    public async Task It_goes_on_without_them_and_lists_them_when_asked_to()
    {
        ImportResult result = await _importing.RunAsync(string.Join('\n', Lines(12_000, 2, 11_001)) + "\n",
            _importing.Options with { Year = 2026, OnError = OnError.Skip });

        Assert.Equal((12_000, 11_998, 2), (result.Lines, result.Recorded, result.Rejected));
        Assert.Equal([2L, 11_001L], result.FirstRejected.Select(r => r.Line));
    }

    [Fact]
    public async Task A_line_that_the_trail_refuses_stops_it_and_what_was_before_stays()
    {
        RefuseAddress("192.0.2.117");

        ImportException e = await Assert.ThrowsAsync<ImportException>(() => _importing.RunAsync(2026, Lines(6000)));

        Assert.Equal((117, "ip_address is refused here", 116), (e.Line, e.Problem, e.Recorded));
        Assert.Equal(116, _importing.Trail.Events.Count);
    }

    [Fact]
    public async Task Lines_that_the_trail_refuses_are_listed_and_count_for_nothing()
    {
        RefuseAddress("192.0.2.117");

        ImportResult result = await _importing.RunAsync(
            string.Join('\n', Lines(1000, 3)) + "\n", _importing.Options with { Year = 2026, OnError = OnError.Skip });

        Assert.Equal([3L, 117L, 317L, 517L, 717L, 917L], result.FirstRejected.Select(r => r.Line));
        Assert.Equal("line 117: ip_address is refused here", result.FirstRejected[1].ToString());
        Assert.Equal((994, 994, 199), (result.Recorded, result.FailedAttempts, result.FailureAddresses));
    }

    [Fact]
    public async Task What_the_trail_throws_comes_through()
    {
        _importing.Trail.Check = _ => throw new InvalidOperationException("broken");

        Assert.Equal("broken",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => _importing.RunAsync(2026, Lines(40_000)))).Message);
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_named()
    {
        await using Breaking log = new(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Lines(20_000)) + "\n"), goodBytes: 1_000_000);

        ImportException e = await Assert.ThrowsAsync<ImportException>(() => _importing.RunAsync(log));

        Assert.Equal("auth.log", e.File);
        Assert.Contains("can't be read: the disk is on fire. Nothing of it was recorded.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_breaks_off_tells_all_that_was_recorded()
    {
        string line = """{"kind":"system_event","level":"error","component":"disk","message":"full"}""" + "\n";
        await using Breaking log = new([.. Enumerable.Repeat(System.Text.Encoding.UTF8.GetBytes(line), 40_000).SelectMany(b => b)], 2_000_000);

        ImportException e = await Assert.ThrowsAsync<ImportException>(
            () => _importing.RunAsync(log, new ImportOptions { Format = LogFormat.Ndjson, Time = _importing.Time }));

        Assert.Equal(_importing.Trail.Events.Count, e.Recorded);
        Assert.InRange(e.Recorded, 20_000, 30_000);
    }

    [Fact]
    public async Task It_can_be_cancelled()
    {
        using CancellationTokenSource source = new();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new LogImport(_importing.Trail, _importing.Key, _importing.Options).RunAsync(new MemoryStream([.. "x\n"u8]), "auth.log", null,
                source.Token));
    }

    [Fact]
    public async Task It_tells_how_far_it_is()
    {
        List<ImportProgress> told = [];
        byte[] log = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Lines(20_000)) + "\n");

        await new LogImport(_importing.Trail, _importing.Key, _importing.Options).RunAsync(
            new MemoryStream(log), "auth.log", new Told(told), TestContext.Current.CancellationToken);

        Assert.Equal([ImportPhase.Survey, ImportPhase.Record], told.Select(p => p.Phase).Distinct());
        Assert.All(told, p => Assert.Equal(log.Length, p.TotalBytes));
        Assert.Equal((log.Length, 20_000), (told[^1].BytesRead, told[^1].Lines));
        Assert.Equal([5000, 5000, 5000, 5000], _importing.Trail.BatchSizes);
    }

    sealed class Breaking(byte[] log, int goodBytes) : MemoryStream(log)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > goodBytes ? throw new IOException("the disk is on fire.") : base.ReadAsync(buffer, cancellationToken);
    }

    sealed class Told(List<ImportProgress> list) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => list.Add(value);
    }
}
