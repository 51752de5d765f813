using System.Text.Json.Nodes;
using MetaLogging.InfluxDb.Flux;
using MetaLogging.InfluxDb.Tests.Support;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>What a deletion orders of 2.x: by the parser of InfluxQL that its handler uses, and by the bounds that its engine documents.</summary>
public sealed class DeletionTests(SharedServer shared, GoParser parser) : IClassFixture<GoParser>
{
    [Fact]
    public async Task A_predicate_names_the_measurement_and_the_journal_and_nothing_else_whatever_they_hold()
    {
        await using ForwardingServer recorder = new(shared.Server) { Reply = Reply.Of(204) };
        using FluxDatabase database = new(new() { Version = 2, Host = recorder.Address.ToString(), Org = "o", Bucket = "b", Token = "t" }, TimeProvider.System);
        string[] names = [.. Hostile.Values.Where(value => value.Length is > 0 and < 100 && !value.Any(char.IsControl))];   // a journal's name is a line
        foreach (string name in names)
        {
            await database.DeleteAsync("audit_events", name, 0, 1_774_483_200_000_000_001, TestContext.Current.CancellationToken);
        }

        foreach ((string name, SeenRequest request) in names.Zip(recorder.Requests))
        {
            JsonNode order = JsonNode.Parse(request.Body)!;
            Assert.Equal(["_measurement = audit_events", $"origin = {name}"], await parser.ParsePredicateAsync((string)order["predicate"]!));
            Assert.Equal(("1970-01-01T00:00:00.000000000Z", "2026-03-26T00:00:00.000000001Z"), ((string?)order["start"], (string?)order["stop"]));
        }
    }
}
