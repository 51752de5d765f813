using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Text is found in any case of its letters, as the embedded store finds it.</summary>
public sealed class TextSearchTests(SharedServer shared)
{
    /// <summary>Letters whose upper and lower case are odd, and characters that mean something in a regular expression or in JSON.</summary>
    static readonly string[] Letters =
    [
        "a", "A", "k", "K", "\u212a", "s", "S", "ſ", "ß", "ẞ", "i", "I", "İ", "ı", "å", "Å", "\u212b", "σ", "ς", "Σ", "ω", "Ω", "\u2126", "µ", "μ", "Μ", "ǆ", "ǅ", "Ǆ",
        "ﬁ", "ⅷ", "Ⅷ", "ა", "Ა", "ꭰ", "Ꭰ", "θ", "ϑ", "ϴ", "ȺA", "ⱥ", "ᾳ", "ᾼ", "\u0345", "ι", "𐐀", "𐐨", "𞤀", "𞤢", "é", "É", "e\u0301", "ж", "Ж", "ԁ", "Ԁ",
        ".", "*", "[", "(", "\\", "\"", "/", "|", "^", "$", "?", " ", "\n", "%", "_", "😀",
    ];

    static readonly Gen<string> Text = Gen.Int[0, Letters.Length - 1].Select(index => Letters[index]).Array[1, 6].Select(string.Concat);

    static readonly Gen<string> Needle = Gen.Int[0, Letters.Length - 1].Select(index => Letters[index]).Array[1, 2].Select(string.Concat);

    [Fact]
    public async Task Text_in_any_case_is_found_as_the_embedded_store_finds_it() => await Gen
        .Select(Text.Array[60, 90], Needle.Array[40])
        .SampleAsync(async (texts, needles) =>
        {
            Trail trail = new();
            for (int i = 0; i < texts.Length; i++)
            {
                trail.Add((i % 3) switch
                {
                    0 => Trail.Audit() with { ErrorMessage = texts[i] },
                    1 => Trail.Audit() with { AdditionalData = new JsonObject { ["note"] = texts[i] } },
                    _ => Trail.Audit() with { Changes = [new("note", texts[i], null)] },
                });
            }

            await using Both both = await Both.OpenAsync(shared.Server);
            await both.Apply(trail, 0);
            foreach (string needle in needles.Concat(Letters))
            {
                AuditEventQuery query = new() { Text = [needle] };
                Assert.Equal((await both.Embedded.Find(query)).Select(Shown.Of), (await both.Influx.Find(query)).Select(Shown.Of));
            }
        }, iter: 1, threads: 1);
}
