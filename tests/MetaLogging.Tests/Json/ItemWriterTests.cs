using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Tests.Entries;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Json;

public sealed class ItemWriterTests
{
    static readonly Guid Id = Guid.Parse("0198a0b0-c0d0-7e0f-8000-0123456789ab");

    static string Item(TrailEvent item, EntryParts erased = EntryParts.None, Assessment? assessment = null)
    {
        EntryStamp stamp = new(Id, 1_793_000_000_120_000_000, "key/7", "shop") { Assessment = assessment };
        var output = new ArrayBufferWriter<byte>();
        ItemWriter.Write(Encoded.View(DetailEraserTests.Erase(Encoded.Entry(item, stamp), erased)).ToRecorded("here"), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Fact]
    public void An_audit_event() => Assert.Equal(
        """
        {"kind":"audit_event","id":"0198a0b0-c0d0-7e0f-8000-0123456789ab","origin":"here","sequence":0,
        "timestamp":"2026-10-26T07:33:20.12Z","recorded_at":"2026-10-26T07:33:20.12Z","recorded_by":"key/7",
        "source":"shop","action":"update_profile","resource_type":"user","resource_id":"user456","success":true,
        "user_id":"user123","privacy_impact":false,"data_categories":[],"erased":[]}
        """.ReplaceLineEndings(""),
        Item(Some.AuditEvent()));

    [Fact]
    public void A_failed_login_with_what_enrichment_found() => Assert.Equal(
        """
        {"kind":"failed_login","id":"0198a0b0-c0d0-7e0f-8000-0123456789ab","origin":"here","sequence":0,
        "timestamp":"2026-10-26T07:33:20.12Z","recorded_at":"2026-10-26T07:33:20.12Z","recorded_by":"key/7",
        "source":"shop","username":"root","ip_address":"192.0.2.1","failure_reason":"invalid_password",
        "attempt_count":1,"repeat_count":1,"is_blocked":false,"risk_score":0,"assessed_risk":0.5,
        "assessed_block":false,"reasons":["new country"],"erased":[]}
        """.ReplaceLineEndings(""),
        Item(Some.FailedLogin(), assessment: new Assessment(0.5, null, false, ["new country"])));

    [Fact]
    public void A_system_event() => Assert.Equal(
        """
        {"kind":"system_event","id":"0198a0b0-c0d0-7e0f-8000-0123456789ab","origin":"here","sequence":0,
        "timestamp":"2026-10-26T07:33:20.12Z","recorded_at":"2026-10-26T07:33:20.12Z","recorded_by":"key/7",
        "source":"shop","level":"ERROR","component":"authentication","message":"The token has expired.",
        "additional_data":{"a":"<😀>\n"},"erased":[]}
        """.ReplaceLineEndings(""),
        Item(Some.SystemEvent() with { AdditionalData = new JsonObject { ["a"] = "<😀>\n" } }));

    [Fact]
    public void Members_of_erased_parts_are_null()
    {
        Assert.Equal(
            """
            {"kind":"audit_event","id":"0198a0b0-c0d0-7e0f-8000-0123456789ab","origin":"here","sequence":0,
            "timestamp":"2026-10-26T07:33:20.12Z","recorded_at":"2026-10-26T07:33:20.12Z","recorded_by":"key/7",
            "source":"shop","action":"update_profile","resource_type":"user","resource_id":"user456","success":true,
            "user_id":null,"user_name":null,"on_behalf_of":null,"privacy_impact":false,"data_categories":[],
            "erased":["actor"]}
            """.ReplaceLineEndings(""),
            Item(Some.AuditEvent(), EntryParts.Actor));
        JsonObject login = JsonNode.Parse(Item(Some.FailedLogin(), EntryParts.All))!.AsObject();
        Assert.Equal("""["actor","client"]""", login["erased"]!.ToJsonString());
        Assert.True(login.ContainsKey("username") && login["username"] is null);
        Assert.True(login.ContainsKey("ip_address") && login["ip_address"] is null);
        Assert.False(login.ContainsKey("additional_data"));
        JsonObject system = JsonNode.Parse(Item(Some.SystemEvent(), EntryParts.All))!.AsObject();
        Assert.True(system.ContainsKey("message") && system["message"] is null);
        Assert.True(system.ContainsKey("reasons") && system["reasons"] is null);
    }

    [Fact]
    public void A_user_name_that_is_not_known_is_empty() =>
        Assert.Equal("", JsonNode.Parse(Item(Some.FailedLogin() with { Username = "" }))!["username"]!.GetValue<string>());

    [Fact]
    public void An_item_without_what_the_trail_added_is_the_event_again() =>
        SomeEvents.Any.Sample(item =>
        {
            JsonObject members = JsonNode.Parse(Item(item))!.AsObject();
            foreach (string added in (string[])["origin", "sequence", "recorded_at", "recorded_by", "erased"])
            {
                members.Remove(added);
            }

            List<MetaLogging.Validation.EventProblem> problems = [];
            EventReader.TryRead(Encoding.UTF8.GetBytes(members.ToJsonString()), null, problems, out TrailEvent? read);

            Assert.Empty(problems);
            TrailEvent expected = item with
            {
                Id = Id,
                Source = item.Source ?? "shop",
                TimestampNanoseconds = item.TimestampNanoseconds ?? 1_793_000_000_120_000_000,
            };
            Assert.Equal(Flat.Json(expected), Flat.Json(read!));
        }, iter: 300);

    [Fact]
    public void It_works_for_one_kind_too()
    {
        var output = new ArrayBufferWriter<byte>();
        ItemWriter.Write(Encoded.View(Encoded.Entry(Some.AuditEvent())).ToRecorded("here").As<AuditEvent>(), output);

        Assert.StartsWith("""{"kind":"audit_event",""", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }
}
