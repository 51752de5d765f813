using System.Buffers;
using System.Text;
using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Tests.Entries;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Json;

public sealed class ItemReaderTests
{
    const string Login =
        """
        {"kind":"failed_login","id":"0198a0b0-c0d0-7e0f-8000-0123456789ab","origin":"here","sequence":7,
        "timestamp":"2026-10-26T07:33:20.123456789Z","recorded_at":"2026-10-26T07:33:21Z","recorded_by":"key/7",
        "username":"root","ip_address":"192.0.2.1","failure_reason":"invalid_password",
        "attempt_count":1,"repeat_count":1,"is_blocked":false,"risk_score":0.5,"erased":[]}
        """;

    static readonly Gen<Assessment?> SomeAssessment = Gen.OneOf(
        Gen.Const((Assessment?)null),
        Gen.Select(Gen.Double[0, 1].Nullable(), Gen.OneOf<string?>(null, "DE"), Gen.Bool.Nullable(), SomeEvents.Text.Array[0, 2])
            .Select<(double?, string?, bool?, string[]), Assessment?>(all => new Assessment(all.Item1, all.Item2, all.Item3, all.Item4)));

    static readonly Gen<Recorded<TrailEvent>> SomeItem =
        from item in SomeEvents.Any
        from assessment in SomeAssessment
        from erased in Gen.Int[0, 15]
        from sequence in Gen.Long[0, long.MaxValue]
        from recordedAt in Gen.Long[0, 1_900_000_000_000_000_000]
        let stamp = new EntryStamp(Guid.NewGuid(), recordedAt, "key/7", "shop") { Assessment = assessment }
        select Encoded.View(DetailEraserTests.Erase(Encoded.Entry(item, stamp), (EntryParts)erased)).ToRecorded("here") with { Sequence = sequence };

    static byte[] Written(Recorded<TrailEvent> item)
    {
        var output = new ArrayBufferWriter<byte>();
        ItemWriter.Write(item, output);
        return output.WrittenSpan.ToArray();
    }

    static Recorded<TrailEvent> Read(string json) => ItemReader.Read(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void An_item_is_read_back_as_it_was_written() => SomeItem.Sample(item =>
    {
        Recorded<TrailEvent> read = ItemReader.Read(Written(item));

        Assert.Equal(Encoding.UTF8.GetString(Written(item)), Encoding.UTF8.GetString(Written(read)));
        Assert.Equal(Flat.Json(item.Event), Flat.Json(read.Event));
        Assert.Equal(item.Event.GetType(), read.Event.GetType());
        Assert.Equal(
            (item.Id, item.Origin, item.Sequence, item.TimestampNanoseconds, item.RecordedAtNanoseconds, item.RecordedBy, item.IsOwn, item.Erased),
            (read.Id, read.Origin, read.Sequence, read.TimestampNanoseconds, read.RecordedAtNanoseconds, read.RecordedBy, read.IsOwn, read.Erased));
        Assert.Equal(
            (item.Assessment.Risk, item.Assessment.Country, item.Assessment.Block, string.Join('|', item.Assessment.Reasons)),
            (read.Assessment.Risk, read.Assessment.Country, read.Assessment.Block, string.Join('|', read.Assessment.Reasons)));
    }, iter: 500);

    [Fact]
    public void Nanoseconds_are_kept() => Assert.Equal(123_456_789, Read(Login).TimestampNanoseconds % UnixTime.NanosecondsPerSecond);

    [Fact]
    public void What_a_newer_server_adds_is_passed_over()
    {
        string newer = Login.Replace("\"erased\":[]", "\"erased\":[\"actor\",\"aura\"],\"mood\":{\"of\":[1,2]},\"kinds\":7", StringComparison.Ordinal);

        Assert.Equal(EntryParts.Actor, Read(newer).Erased);
    }

    [Fact]
    public void Own_events_are_known_by_their_action()
    {
        Recorded<TrailEvent> item = Encoded.View(Encoded.Entry(Some.AuditEvent())).ToRecorded("here");

        Assert.False(ItemReader.Read(Written(item)).IsOwn);
        Assert.True(ItemReader.Read(Written(item with { Event = Some.AuditEvent() with { Action = "metalog.start" } })).IsOwn);
    }

    [Theory]
    [InlineData("\"sequence\":7,", "", "sequence is missing")]
    [InlineData("\"sequence\":7", "\"sequence\":7.5", "sequence is not a whole number")]
    [InlineData("\"sequence\":7", "\"sequence\":\"7\"", "sequence is not a whole number")]
    [InlineData("\"failed_login\"", "\"failed_logout\"", "kind is none that is known here: audit_event, failed_login, system_event")]
    [InlineData("\"here\"", "null", "origin is missing")]
    [InlineData("0198a0b0-", "", "id is not a UUID")]
    [InlineData("2026-10-26T07:33:21Z", "yesterday", "recorded_at is not a time")]
    [InlineData("\"attempt_count\":1", "\"attempt_count\":3000000000", "attempt_count is not a whole number of 32 bits")]
    [InlineData("false", "\"no\"", "is_blocked is not true or false")]
    [InlineData("[]", "[1]", "erased is not a string")]
    [InlineData("[]", "{}", "erased is not a JSON array")]
    [InlineData("\"root\"", "\"\\ud800\"", "username is no text: bytes that are not UTF-8, or half of a surrogate pair")]
    [InlineData("[]}", "[]", "the whole is not JSON at byte 82 of line 4")]
    public void What_is_missing_or_wrong_is_named(string right, string wrong, string problem) =>
        Assert.Equal(problem, Assert.Throws<JsonFormatException>(() => Read(Login.Replace(right, wrong, StringComparison.Ordinal))).Message);

    [Fact]
    public void Whatever_comes_is_read_or_refused() => Gen.Select(SomeItem, Gen.Int, Gen.Int[1, 8]).Sample((item, seed, changes) =>
    {
        try
        {
            ItemReader.Read(Mutated.Bytes(Written(item), new Random(seed), changes));
        }
        catch (JsonFormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }, iter: 3000);
}
