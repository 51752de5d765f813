using System.Buffers;
using System.Text;
using ZstdSharp;

namespace MetaLogging.Journaling.Tests;

public sealed class EraseTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Erased_text_was_in_the_files_and_is_in_none_afterwards()
    {
        await using Journal journal = await Some.JournalAsync(_folder);
        for (int i = 0; i < 300; i++)
        {
            EntryBatch batch = new();
            batch.Add(Some.Fact(i), Encoding.UTF8.GetBytes($"Mr. Secret {i} lives in detail {new string('x', 200)}"));
            await journal.AppendAsync(batch);
        }

        Assert.True(IsAnywhere("Mr. Secret 7 "));
        Assert.True(IsAnywhere("Mr. Secret 299 "));
        await journal.AppendAsync(Some.Batch(300, areOrders: true), AppendPurpose.Own);
        await journal.RewriteDetailsAsync(300, [new(5, 10), new(299, 300)], Erase, CancellationToken.None);
        Assert.Equal([300], journal.Orders);
        Assert.False(IsAnywhere("Mr. Secret 7 "));
        Assert.False(IsAnywhere("Mr. Secret 299 "));
        Assert.True(IsAnywhere("Mr. Secret 10 "));
        Assert.Equal("erased", Encoding.UTF8.GetString((await journal.ReadEntryAsync(7)).Detail.Span));
        Assert.Equal(Some.Fact(7), (await journal.ReadEntryAsync(7)).Fact.ToArray());
    }

    [Fact]
    public async Task An_order_is_applied_to_a_file_once_and_raises_its_generation()
    {
        await using Journal journal = await Some.JournalAsync(_folder);
        await Some.AppendAsync(journal, 10);
        int calls = 0;
        for (int i = 0; i < 2; i++)
        {
            await journal.RewriteDetailsAsync(9, [new(0, 3)], (_, _) => ++calls > 100, CancellationToken.None);
        }

        Assert.Equal(3, calls);
        using SealedFile file = SealedFile.Open(RealFiles.Instance, _folder.Files(".details").First(), SegmentFileKind.Details, 0);
        Assert.Equal((1, 9), (file.Footer.Generation, file.Footer.AppliedOrder));
    }

    [Fact]
    public async Task What_was_dropped_is_said_to_be_dropped()
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await Some.AppendAsync(journal, 10);
            await journal.SealAsync(CancellationToken.None);
            await Some.AppendAsync(journal, 5);
            Assert.Equal(10, journal.SegmentBoundary(12));
            await Assert.ThrowsAsync<ArgumentException>(() => journal.DropBeforeAsync(12, 11, CancellationToken.None));
            await journal.DropBeforeAsync(12, 10, CancellationToken.None);
            Assert.Equal(10, (await Assert.ThrowsAsync<SequenceDroppedException>(async () => await journal.ReadAsync(9, 100))).FirstKept);
        }

        await using Journal again = await Some.JournalAsync(_folder);
        Assert.Equal(10, again.FirstSequence);
        Assert.Equal(Some.Entries(10, 15), await Some.ReadAllAsync(again));
    }

    [Fact]
    public async Task Reading_from_a_position_on_gives_every_entry_once_while_writing_goes_on()
    {
        const int Count = 6000;
        await using Journal journal = await Some.JournalAsync(_folder);
        Task<List<long>> reading = Task.Run(async () =>
        {
            List<long> read = [];
            while (read.Count < Count)
            {
                await journal.WaitForAsync(read.Count, CancellationToken.None);
                read.AddRange((await journal.ReadAsync(read.Count, 3000)).Select(entry => entry.Sequence));
            }

            return read;
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < Count / 40; i++)
            {
                await journal.AppendAsync(Some.Batch(i, 10));
                if (i % 30 == writer)
                {
                    await journal.SealAsync(CancellationToken.None);
                }
            }
        })));
        Assert.Equal(Enumerable.Range(0, Count).Select(number => (long)number), await reading);
    }

    static bool Erase(JournalEntry entry, IBufferWriter<byte> output)
    {
        output.Write("erased"u8);
        return true;
    }

    /// <summary>Looks into every file, and into every block of the sealed ones.</summary>
    bool IsAnywhere(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        foreach (string path in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "LOCK"))
        {
            if (File.ReadAllBytes(path).AsSpan().IndexOf(bytes) >= 0)
            {
                return true;
            }

            SegmentFileKind kind = Path.GetExtension(path) switch
            {
                ".facts" => SegmentFileKind.Facts,
                ".details" => SegmentFileKind.Details,
                _ => SegmentFileKind.Open,
            };
            if (kind != SegmentFileKind.Open)
            {
                using SealedFile file = SealedFile.Open(RealFiles.Instance, path, kind,
                    long.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture));
                using Decompressor decompressor = new();
                if (file.Blocks.Any(block => decompressor.Unwrap(file.ReadCompressed(block), block.RawLength).IndexOf(bytes) >= 0))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
