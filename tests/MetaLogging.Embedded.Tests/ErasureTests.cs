using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests;

/// <summary>What was erased or dropped is in no answer and in no file.</summary>
public sealed class ErasureTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erased_text_was_in_the_files_and_is_in_none_afterwards()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        string[] secrets = [.. Enumerable.Range(0, 40).Select(_ => RandomNumberGenerator.GetHexString(40))];
        foreach (string secret in secrets)
        {
            trail.Add(Trail.Audit() with { UserName = secret, ErrorMessage = "kept: " + RandomNumberGenerator.GetHexString(40) });
        }

        EmbeddedStore store = await Opened.With(folder, trail);
        await store.DisposeAsync();
        Assert.All(secrets, secret => Assert.NotEqual(0, folder.FilesWith(Encoding.ASCII.GetBytes(secret))));

        store = Opened.New(folder);
        await store.CatchUp(trail);
        var (entry, order) = trail.AddErasure(EntryParts.Actor, new(0, 17), new(20, 40));
        await store.ApplyAsync(entry, order, Cancellation);
        AssertGone(folder, secrets[..17], secrets[20..]);
        Assert.All(secrets[17..20], secret => Assert.NotEqual(0, folder.FilesWith(Encoding.ASCII.GetBytes(secret))));
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.Empty(await store.ShowAll(new AuditEventQuery { UserName = [secrets[0], secrets[39]] }));
        await store.DisposeAsync();
        AssertGone(folder, secrets[..17], secrets[20..]);
    }

    [Fact]
    public async Task Rows_in_memory_are_erased_too_and_keep_their_place()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        for (int i = 0; i < 250; i++)
        {
            trail.Add(Trail.Audit() with
            {
                UserId = $"user{i}",
                ResourceId = $"resource{i}",
                SubjectIds = [$"s{i}"],
                IpAddress = "192.0.2.1",
            });
        }

        await using EmbeddedStore store = await Opened.With(folder, trail, rowsInMemory: 100);
        var (entry, order) = trail.AddErasure(EntryParts.Subject | EntryParts.Client, new SequenceRange(50, 230));
        await store.ApplyAsync(entry, order, Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        var (second, secondOrder) = trail.AddErasure(EntryParts.All, new SequenceRange(0, 240));
        await store.ApplyAsync(second, secondOrder, Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task An_erasure_that_finds_nothing_more_leaves_the_file_alone()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit() with { UserId = "alice" });
        await using EmbeddedStore store = await Opened.With(folder, trail, rowsInMemory: 1);
        var (entry, order) = trail.AddErasure(EntryParts.Actor, new SequenceRange(0, 1));
        await store.ApplyAsync(entry, order, Cancellation);
        File.SetLastWriteTimeUtc(folder.Database, DateTime.UnixEpoch);
        string before = FileIdentity(folder.Database);
        var (again, orderAgain) = trail.AddErasure(EntryParts.Actor, new SequenceRange(0, 1));
        await store.ApplyAsync(again, orderAgain, Cancellation);
        Assert.Equal(before, FileIdentity(folder.Database));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task An_entry_that_comes_with_erased_parts_is_read_back_so()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        JournalEntry entry = trail.Add(Trail.Audit() with { UserId = "alice", IpAddress = "192.0.2.1" });
        JsonObject detail = JsonNode.Parse(entry.Detail.Span)!.AsObject();
        JsonObject erased = new()
        {
            ["client"] = detail["client"]!.DeepClone(),
            ["erased"] = new JsonObject { ["actor"] = new string('A', 43) },
            ["salts"] = new JsonObject { ["client"] = new string('A', 22) },
        };
        trail.Entries[0] = entry with { Detail = Encoding.UTF8.GetBytes(erased.ToJsonString()) };
        trail.Events[0] = Erasing.Of(trail.Events[0], EntryParts.Actor);
        await using EmbeddedStore store = await Opened.With(folder, trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.Contains("erased=(Actor)", trail.Shows()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dropped_entries_are_in_no_answer_and_in_no_file()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        string[] texts = [.. Enumerable.Range(0, 30).Select(_ => RandomNumberGenerator.GetHexString(40))];
        foreach (string text in texts)
        {
            trail.Add(new SystemEvent { Level = EventLevel.Info, Component = "tests", Message = text });
        }

        await (await Opened.With(folder, trail)).DisposeAsync();
        Assert.NotEqual(0, folder.FilesWith(Encoding.ASCII.GetBytes(texts[0])));
        await using EmbeddedStore store = Opened.New(folder);
        await store.CatchUp(trail);
        var (entry, order) = trail.AddDrop(20);
        await store.ApplyAsync(entry, order, Cancellation);
        AssertGone(folder, texts[..20]);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task Questions_asked_during_an_erasure_are_answered()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        for (int i = 0; i < 2000; i++)
        {
            trail.Add(Trail.Audit() with { UserId = "alice" });
        }

        await using EmbeddedStore store = Opened.New(folder, rowsInMemory: 1500);
        await store.OpenAsync(Trail.Origin, Cancellation);
        await store.ApplyAsync(trail.Entries, Cancellation);
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task asking = Task.Run(
            async () =>
            {
                StoreQuery query = new(new AuditEventQuery { IncludeTotal = true }, 1, null, 2000);
                while (!done.IsCancellationRequested)
                {
                    Assert.Equal(2000, (await store.QueryAsync(query, Cancellation)).Total);
                }
            },
            Cancellation);
        for (int i = 0; i < 5; i++)
        {
            var (entry, order) = trail.AddErasure(EntryParts.Actor, new SequenceRange(i * 100, (i * 100) + 50));
            await store.ApplyAsync(entry, order, Cancellation);
        }

        await done.CancelAsync();
        await asking;
        Assert.Equal(1750, (await store.ShowAll(new AuditEventQuery { UserId = ["alice"] })).Length);
    }

    static void AssertGone(TemporaryFolder folder, params IEnumerable<string>[] texts) =>
        Assert.All(texts.SelectMany(text => text), text => Assert.Equal(0, folder.FilesWith(Encoding.ASCII.GetBytes(text))));

    static string FileIdentity(string file) => File.GetCreationTimeUtc(file).Ticks + " " + File.GetLastWriteTimeUtc(file).Ticks;
}
