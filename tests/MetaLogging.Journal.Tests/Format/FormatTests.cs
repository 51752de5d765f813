using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MetaLogging.Journaling.Tests.Format;

public sealed class FormatTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_checksum_is_the_one_of_the_specification() => Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));

    [Fact]
    public async Task A_stranger_who_knows_only_the_format_page_reads_every_entry_and_checks_every_digest()
    {
        string[] path = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        Assert.SkipUnless(path.Any(folder => File.Exists(Path.Combine(folder, "python3")))
            && path.Any(folder => File.Exists(Path.Combine(folder, "zstd"))),
            "python3 or zstd is not installed");
        List<string> expected = [];
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await AppendAsync(journal, 40);
            await journal.SealAsync(CancellationToken.None);
            await AppendAsync(journal, 30);
            using EntryBatch order = new();
            order.Add("""{"log":{"erase":[[10,50]],"parts":["actor","content"]}}"""u8, [], isOrder: true);
            long sequence = await journal.AppendAsync(order, AppendPurpose.Own);
            await journal.RewriteDetailsAsync(sequence, [new(10, 50)], Erase, CancellationToken.None);
            await AppendAsync(journal, 20);
            foreach ((long at, string fact, string detail) in await Some.ReadAllAsync(journal))
            {
                Assert.Equal(at is >= 10 and < 50, detail.Contains("erased", StringComparison.Ordinal));
                expected.Add($"{at}\t{fact}\t{detail}");
            }
        }

        Assert.Equal(91, expected.Count);
        (int exitCode, string output, string errors) = await ReadWithPythonAsync();
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(expected, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_stranger_notices_a_detail_that_is_not_the_one_of_the_fact()
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await AppendAsync(journal, 1);
            using EntryBatch batch = new();
            (string fact, _) = Entry(1);
            batch.Add(Encoding.UTF8.GetBytes(fact), Encoding.UTF8.GetBytes(Entry(2).Detail));
            await journal.AppendAsync(batch);
        }

        (int exitCode, _, string errors) = await ReadWithPythonAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("entry 1", errors, StringComparison.Ordinal);
    }

    async Task<(int ExitCode, string Output, string Errors)> ReadWithPythonAsync()
    {
        ProcessStartInfo start = new("python3", [Path.Combine(AppContext.BaseDirectory, "read_journal.py"), _folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process python = Process.Start(start)!;
        Task<string> errors = python.StandardError.ReadToEndAsync();
        string output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return (python.ExitCode, output, await errors);
    }

    static async Task AppendAsync(Journal journal, int count)
    {
        for (int i = 0; i < count; i++)
        {
            EntryBatch batch = new();
            (string fact, string detail) = Entry(journal.NextSequence);
            batch.Add(Encoding.UTF8.GetBytes(fact), Encoding.UTF8.GetBytes(detail));
            await journal.AppendAsync(batch);
        }
    }

    /// <summary>An entry by the rule of the format page; some parts are empty.</summary>
    static (string Fact, string Detail) Entry(long number)
    {
        byte[] salt = SHA256.HashData(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)))[..16];
        Dictionary<string, string> parts = Parts(number);
        string detail = "{" + string.Join(',', parts.Append(new("salt", $"\"{Base64Url.EncodeToString(salt)}\""))
            .OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"\"{part.Key}\":{part.Value}")) + "}";
        byte[] digests = [.. Names.SelectMany(name => parts.TryGetValue(name, out string? part) ? Digest(SaltOf(salt, name), part)
            : new byte[32])];
        return ($$"""{"action":"read","detail":"{{Base64Url.EncodeToString(SHA256.HashData(digests))}}","v":1}""", detail);
    }

    static readonly string[] Names = ["actor", "client", "subject", "content"];

    static Dictionary<string, string> Parts(long number)
    {
        Dictionary<string, string> parts = new()
        {
            ["actor"] = $$"""{"user_id":"Zoë{{number}}"}""",
            ["client"] = $$"""{"ip_address":"192.0.2.{{number % 250}}"}""",
        };
        if (number % 3 != 0)
        {
            parts["content"] = $$$"""{"additional_data":{"amount":{{{number}}}.5,"tab":"\t","text":"a,}\"]"}}""";
        }

        return parts;
    }

    static byte[] SaltOf(byte[] salt, string name)
    {
        byte[] both = SHA256.HashData([.. salt, (byte)(name is "actor" or "client" ? 1 : 2)]);
        return name is "actor" or "subject" ? both[..16] : both[16..];
    }

    static byte[] Digest(byte[] salt, string part) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(part)]);

    /// <summary>Erases actor and content by the rule of the format page.</summary>
    static bool Erase(JournalEntry entry, IBufferWriter<byte> output)
    {
        if (entry.Detail.IsEmpty)
        {
            return false;
        }

        byte[] salt = SHA256.HashData(Encoding.UTF8.GetBytes(entry.Sequence.ToString(CultureInfo.InvariantCulture)))[..16];
        Dictionary<string, string> parts = Parts(entry.Sequence);
        string erased = string.Join(',', parts.Where(part => part.Key is "actor" or "content")
            .OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"\"{part.Key}\":\"{Base64Url.EncodeToString(Digest(SaltOf(salt, part.Key), part.Value))}\""));
        string left = Base64Url.EncodeToString(SaltOf(salt, "client"));
        output.Write(Encoding.UTF8.GetBytes($$$"""{"client":{{{parts["client"]}}},"erased":{{{{erased}}}},"salts":{"client":"{{{left}}}"}}"""));
        return true;
    }
}
