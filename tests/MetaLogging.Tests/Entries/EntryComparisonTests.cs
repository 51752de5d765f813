using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Entries;

public sealed class EntryComparisonTests
{
    static readonly AuditEvent First = new()
    {
        Action = "update",
        ResourceType = "user",
        ResourceId = "u7",
        UserId = "u1",
        IpAddress = "2001:db8::1",
        DataCategories = ["a", "b"],
        AdditionalData = new JsonObject { ["x"] = 1, ["y"] = 19.9 },
        TimestampNanoseconds = 1_793_000_000_000_000_001,
    };

    static IReadOnlyList<string> Differences(TrailEvent again, TrailEvent first, EntryParts erased = EntryParts.None) =>
        EntryComparison.Differences(
            Encoded.View(Encoded.Entry(again)), again.Timestamp is not null, Encoded.View(DetailEraserTests.Erase(Encoded.Entry(first), erased)));

    [Fact]
    public void The_same_again_is_a_duplicate() => SomeEvents.Any.Sample(item => Assert.Empty(Differences(item, item)), iter: 200);

    [Fact]
    public void Another_spelling_is_the_same() =>
        Assert.Empty(Differences(
            First with
            {
                Id = Guid.NewGuid(),
                IpAddress = "2001:0DB8:0:0::0001",
                AdditionalData = JsonNode.Parse("""{"y":1.990E1,"x":1.0}""")!.AsObject(),
            },
            First));

    [Fact]
    public void A_timestamp_that_is_left_out_is_not_compared() =>
        Assert.Empty(Differences(First with { TimestampNanoseconds = null }, First));

    [Fact]
    public void A_source_that_is_left_out_is_the_default_source()
    {
        Assert.Empty(Differences(First with { Source = Encoded.DefaultSource }, First));
        Assert.Equal(["source"], Differences(First, First with { Source = "elsewhere" }));
    }

    [Fact]
    public void Each_member_that_differs_is_named()
    {
        Assert.Equal(["timestamp"], Differences(First with { TimestampNanoseconds = 1_793_000_000_000_000_002 }, First));
        Assert.Equal(["success"], Differences(First with { Success = false }, First));
        Assert.Equal(["data_categories"], Differences(First with { DataCategories = ["b", "a"] }, First));
        Assert.Equal(["phase", "user_agent"], Differences(First with { UserAgent = "x", Phase = OperationPhase.Intent }, First));
        Assert.Equal(["user_id", "additional_data"], Differences(First with { UserId = null, AdditionalData = null }, First));
    }

    [Fact]
    public void Another_kind_differs() => Assert.Contains("kind", Differences(Some.SystemEvent(), First));

    [Fact]
    public void Members_of_erased_parts_are_not_compared()
    {
        Assert.Empty(Differences(First with { UserId = "somebody else" }, First, EntryParts.Actor));
        Assert.Equal(["resource_id"], Differences(First with { UserId = "somebody else", ResourceId = "other" }, First, EntryParts.Actor));
    }

    [Fact]
    public void What_enrichment_found_is_not_compared()
    {
        EntryStamp stamp = Encoded.Stamp() with { Assessment = new Assessment(0.5, "FR", true, ["many tries"]) };

        EntryView stored = Encoded.View(Encoded.Entry(Some.FailedLogin(), stamp));
        Assert.Empty(EntryComparison.Differences(Encoded.View(Encoded.Entry(Some.FailedLogin())), isTimed: false, stored));
    }
}
