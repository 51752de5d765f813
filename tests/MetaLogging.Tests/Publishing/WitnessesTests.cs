using System.Net;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Tests.Publishing;

public sealed class WitnessesTests : IAsyncDisposable
{
    readonly PublishedTrail _published = new();

    public ValueTask DisposeAsync() => _published.DisposeAsync();

    [Fact]
    public async Task Cosigned_checkpoints_are_the_newest_one_and_are_kept_and_each_continues_the_one_before()
    {
        LittleWitness witness = _published.AddWitness("witness.example");
        await _published.OpenAsync();
        foreach (int more in (int[])[1, 3, 300])
        {
            await _published.RecordAsync(more);
            await _published.PassAsync(() => _published.IsCosignedBy(witness));
        }

        Assert.Equal(304, witness.Size);
        Assert.Empty(_published.Problems);
        long[] kept = [.. _published.Kept.Where(signed => signed.Check([.. _published.Keys, witness.Key]).Any(by => by.Key == witness.Key)).Select(signed => signed.Size)];
        Assert.Equal(304, kept[^1]);
        Assert.Equal(kept.Order(), kept);
        Assert.Equal(_published.Newest.ToString(), _published.Trail.SignedLog.ToPublish()!.ToString());
    }

    [Fact]
    public async Task A_last_checkpoint_over_everything_is_cosigned_at_the_close()
    {
        LittleWitness witness = _published.AddWitness("witness.example");
        await _published.OpenAsync();
        await _published.RecordAsync(5);
        await _published.CloseAsync();
        Assert.Equal(5, witness.Size);
        Assert.Contains(_published.Newest.CheckAll([.. _published.Keys, witness.Key]), by => by.Key == witness.Key);
    }

    [Fact]
    public async Task After_a_restart_the_witness_says_where_it_is_and_signs_once()
    {
        LittleWitness witness = _published.AddWitness("witness.example");
        await _published.OpenAsync();
        await _published.RecordAsync(5);
        await _published.CloseAsync();
        int asked = witness.Asked;
        await _published.OpenAsync();
        await _published.PassAsync(() => witness.Asked == asked + 2);   // the first answer is the size
        await _published.PassAsync(() => _published.IsCosignedBy(witness));
        await _published.RecordAsync();
        await _published.PassAsync(() => _published.IsCosignedBy(witness));
        Assert.Empty(_published.Problems);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "down", "Connection refused" },
        { "conflict twice", "It answered 409" },
        { "conflict without a size", "It answered 409" },
        { "not found", "It answered 404: no such log" },
        { "unprocessable", "It answered 422" },
        { "broken", "It answered 500" },
        { "redirect", "It answered 302" },
        { "garbage", "signature line" },
        { "nothing", "no cosignature of the key witness.example+" },
        { "huge", "" },
        { "another witness", "no cosignature of the key witness.example+" },
        { "another key", "no cosignature of the key witness.example+" },
        { "another checkpoint", "cosignature of witness.example does not hold" },
        { "more entries", "It has cosigned 99 entries of this log" },
        { "silence", "did not answer within 10 seconds" },
        { "half an answer", "did not answer within 10 seconds" },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task A_witness_that_does_not_do_its_duty_holds_up_nobody_and_is_asked_again(string fault, string problem)
    {
        LittleWitness faulty = _published.AddWitness("witness.example");
        LittleWitness well = _published.AddWitness("other.example");
        _published.Anchors.File = _published.Beside("anchor.ndjson");
        faulty.Fault = FaultOf(fault, faulty);
        await _published.OpenAsync();
        await _published.RecordAsync();
        await _published.PassAsync(() => _published.IsCosignedBy(well));
        await _published.PassAsync(() => _published.Problems.Count > 0 && PublishedTrail.ReadLines(_published.Anchors.File).Length > 0);
        (string target, string reason) = Assert.Single(_published.Problems);
        Assert.Equal("witness witness.example", target);
        Assert.Contains(problem, reason, StringComparison.Ordinal);
        Assert.True(reason.Length < 400, reason);
        Assert.Contains("1231 The checkpoint over 1 entries was not cosigned by witness.example", _published.Logged, StringComparison.Ordinal);

        // It is asked again without anything new, and what the other signed stays.
        (int asked, int done) = (faulty.Asked, well.Asked);
        await _published.PassAsync(() => faulty.Asked > asked);
        Assert.Equal(done, well.Asked);
        faulty.Fault = null;
        await _published.PassAsync(() => _published.IsCosignedBy(well, faulty));
        await _published.PassAsync(() => _published.Problems.Count == 0);
    }

    [Fact]
    public async Task A_silent_witness_does_not_hold_up_the_close_for_long()
    {
        LittleWitness witness = _published.AddWitness("witness.example");
        _published.Anchors.File = _published.Beside("anchor.ndjson");
        witness.Fault = FaultOf("silence", witness);
        await _published.OpenAsync();
        await _published.RecordAsync(3);
        DateTimeOffset before = _published.Time.GetUtcNow();
        await _published.CloseAsync(() => witness.Asked > 0);
        Assert.InRange(_published.Time.GetUtcNow() - before, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Equal(3, PublishedTrail.ReadLines(_published.Anchors.File)[^1].Size);
    }

    [Fact]
    public async Task Where_the_folder_is_an_older_copy_the_witness_knows_and_it_is_said()
    {
        LittleWitness witness = _published.AddWitness("witness.example");
        await _published.OpenAsync();
        await _published.RecordAsync(2);
        await _published.CloseAsync();
        Dictionary<string, byte[]> copy = Directory.EnumerateFiles(_published.In(""), "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);
        await _published.OpenAsync();
        await _published.RecordAsync(5);
        await _published.CloseAsync();

        // The guard is lost too: only the witness remembers.
        Directory.Delete(_published.In(""), recursive: true);
        Directory.Delete(_published.Beside("guard"), recursive: true);
        foreach ((string path, byte[] bytes) in copy)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        await _published.OpenAsync();
        await _published.PassAsync(() => _published.Problems.Count > 0);
        Assert.Equal("It has cosigned 7 entries of this log, and this folder has 2 signed: the folder may be an older copy.", Assert.Single(_published.Problems).Value);
    }

    Func<string, CancellationToken, Task<HttpResponseMessage>> FaultOf(string fault, LittleWitness witness)
    {
        Func<string, HttpResponseMessage> answer = fault switch
        {
            "down" => _ => throw new HttpRequestException("Connection refused (witness.example:80)"),
            "conflict twice" => _ => LittleWitness.Text(HttpStatusCode.Conflict, "0\n"),
            "conflict without a size" => _ => LittleWitness.Text(HttpStatusCode.Conflict, "-1\n"),
            "not found" => _ => LittleWitness.Text(HttpStatusCode.NotFound, "no such log\nand more"),
            "unprocessable" => _ => LittleWitness.Text(HttpStatusCode.UnprocessableEntity, new string('x', 5000)),
            "broken" => _ => LittleWitness.Text(HttpStatusCode.InternalServerError, "\u001b[31m"),
            "redirect" => _ => LittleWitness.Text(HttpStatusCode.Redirect, ""),
            "garbage" => _ => LittleWitness.Text(HttpStatusCode.OK, "hello\n"),
            "nothing" => _ => LittleWitness.Text(HttpStatusCode.OK, ""),
            "huge" => _ => LittleWitness.Text(HttpStatusCode.OK, new string('y', 50 << 20)),
            "another witness" => body => Signed(body, "stranger.example"),
            "another key" => body => Signed(body, "witness.example"),
            "another checkpoint" => _ => LittleWitness.Text(HttpStatusCode.OK, witness.Sign("another\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"u8.ToArray())),
            "more entries" => _ => LittleWitness.Text(HttpStatusCode.Conflict, "99\n"),
            "half an answer" => _ => new(HttpStatusCode.OK) { Content = new StreamContent(new EndlessWait()) },
            _ => null!,
        };
        return async (body, cancellationToken) =>
        {
            if (fault == "silence")
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            return answer(body);
        };
    }

    HttpResponseMessage Signed(string body, string name)
    {
        using LittleWitness other = new(name, _published.Time);
        return LittleWitness.Text(HttpStatusCode.OK, other.Sign(SignedCheckpoint.Parse(body[(body.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]).Note.Bytes));
    }

    /// <summary>A body that never comes.</summary>
    sealed class EndlessWait : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
