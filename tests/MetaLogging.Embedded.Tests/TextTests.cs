using System.Text.Json.Nodes;
using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Events;
using MetaLogging.Queries;

namespace MetaLogging.Embedded.Tests;

/// <summary>Text comes back as it was sent, from memory and from disk, and finds itself.</summary>
public sealed class TextTests
{
    public static TheoryData<string> Texts =>
    [
        "'; DROP TABLE audit_events; --", "line\r\nbreak\ttab",
        "😀👩‍👩‍👧 \u202eright to left\u202c", "a\0b", "\0", "", "exactly 12 by", "twelve bytes", "thirteen byte",
        "\ufffe\uffff\ufeff", "e\u0301 is not é", "100%_\\",
        new string('x', 60 * 1024), string.Concat(Enumerable.Repeat("ß\0😀", 3000)),
    ];

    [Theory, MemberData(nameof(Texts))]
    public async Task A_text_comes_back_exactly_from_memory_and_from_disk(string text)
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit() with
        {
            UserId = text,
            ErrorMessage = text,
            SubjectIds = [text, "other", text],
            AdditionalData = new JsonObject { ["text"] = text },
            Changes = [new("field", text, text)],
        });
        FailedLoginAttempt failed = new() { Username = text, IpAddress = "", FailureReason = "invalid_user" };
        trail.Add(failed, new Assessment(0.1, null, null, [text]));
        trail.Add(new SystemEvent { Level = EventLevel.Info, Component = "tests", Message = text + "." });
        await using (EmbeddedStore store = await Opened.With(folder, trail))
        {
            Assert.Equal(trail.Shows(), await store.ShowAll());
        }

        await using EmbeddedStore reopened = Opened.New(folder);
        Assert.Equal(3, await reopened.OpenAsync(Trail.Origin, TestContext.Current.CancellationToken));
        Assert.Equal(trail.Shows(), await reopened.ShowAll());
        Assert.Single(await reopened.ShowAll(new AuditEventQuery { UserId = [text] }));
        Assert.Single(await reopened.ShowAll(new AuditEventQuery { UserId = [text, "nobody"], SubjectId = [text] }));
        Assert.Empty(await reopened.ShowAll(new AuditEventQuery { UserId = [text + "x"] }));
        Assert.Single(await reopened.ShowAll(new SystemEventQuery { Text = [text + "."] }));
    }

    [Fact]
    public async Task Text_is_found_in_any_case_of_its_letters_and_no_character_has_a_meaning()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit() with { ErrorMessage = "Größe ist 100%" });
        await using EmbeddedStore store = await Opened.With(folder, trail);
        foreach (string found in new[] { "GRÖSSE", "größe", "GRÖßE", "100%", "IST 1" })
        {
            Assert.Equal(found == "GRÖSSE" ? 0 : 1, (await store.ShowAll(new AuditEventQuery { Text = [found] })).Length);
        }

        Assert.Empty(await store.ShowAll(new AuditEventQuery { Text = ["g%e", "Gr__e"] }));
    }
}
