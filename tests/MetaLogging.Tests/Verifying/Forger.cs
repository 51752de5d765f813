using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Journaling.Tree;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Tests.Verifying;

/// <summary>Somebody who can write to the folder, knows the format, and makes every checksum right again.</summary>
internal static class Forger
{
    public sealed record Entry(byte[] Fact, byte[] Detail);

    /// <summary>Changes the entries of a segment; sealed files stay sealed ones.</summary>
    public static void Edit(WrittenLog log, long first, Action<List<Entry>> edit)
    {
        JournalReader reader = new(log.Folder);
        string[] files = [.. Directory.EnumerateFiles(log.In("journal")).Order(StringComparer.Ordinal)];
        long[] firsts = [.. files.Select(file => long.Parse(Path.GetFileNameWithoutExtension(file), System.Globalization.CultureInfo.InvariantCulture)).Distinct()];
        long end = firsts.Where(other => other > first).DefaultIfEmpty(reader.NextSequence).Min();
        List<Entry> entries = [.. reader.Read(first, end).Select(entry => new Entry(entry.Fact.ToArray(), entry.Detail.ToArray()))];
        edit(entries);
        foreach (SegmentFileKind kind in Enum.GetValues<SegmentFileKind>())
        {
            string path = log.In("journal", JournalFolder.NameOf(first, kind));
            if (File.Exists(path))
            {
                Write(path, new(kind, reader.LogId!.Value, reader.Origin!, first), entries);
            }
        }
    }

    /// <summary>Makes the tree of the entries anew, and signs its root with a key.</summary>
    public static void SignAnew(WrittenLog log, SigningKey? key)
    {
        JournalReader reader = new(log.Folder);
        Directory.Delete(log.In("tree"), recursive: true);
        Directory.CreateDirectory(log.In("tree"));
        using TreeFiles tree = TreeFiles.Open(RealFiles.Instance, log.In("tree"));
        Assert.True(tree.TryGoTo(0));
        tree.Append([.. reader.Read(0, reader.NextSequence).SelectMany(entry => TreeHash.Leaf(entry.Fact.Span).Bytes.ToArray())]);
        tree.Flush();
        if (key is not null)
        {
            TreeHash root = TreeProofs.Root(tree, reader.NextSequence);
            SignedCheckpoint signed = SignedCheckpoint.Sign(new(key.Verifier.Name, reader.NextSequence, root), [key]);
            File.WriteAllText(log.In("checkpoint"), signed.ToString());
        }
    }

    public static bool IsOrder(Entry entry)
    {
        EntryView view = new();
        view.Read(new(0, entry.Fact, default));
        return view.Order is not null;
    }

    static void Write(string path, SegmentHeader header, List<Entry> entries)
    {
        using IFile file = RealFiles.Instance.Open(path, FileUse.Create);
        if (header.Kind == SegmentFileKind.Open)
        {
            WriteFrame(file, header, entries);
            return;
        }

        using SealedFileWriter writer = new(file, header, 1);
        List<long> orders = [];
        for (int i = 0; i < entries.Count; i++)
        {
            writer.Add(header.Kind == SegmentFileKind.Facts ? entries[i].Fact : entries[i].Detail);
            if (IsOrder(entries[i]))
            {
                orders.Add(header.First + i);
            }
        }

        writer.Finish(orders, [], 0, -1);
    }

    static void WriteFrame(IFile file, SegmentHeader header, List<Entry> entries)
    {
        file.SetLength(1 << 20);
        byte[] page = new byte[SegmentHeader.Size];
        header.Write(page);
        file.Write(page, 0);
        using EntryBatch batch = new();
        entries.ForEach(entry => batch.Add(entry.Fact, entry.Detail, IsOrder(entry)));
        byte[] frame = new byte[FrameHeader.Size + batch.Length];
        uint state = FrameHeader.Begin(frame, FrameKind.Entries, header.LogId, header.First, header.First, batch.Count, batch.Length);
        batch.Bytes.Span.CopyTo(frame.AsSpan(FrameHeader.Size));
        FrameHeader.Finish(frame, Crc32C.Add(state, frame.AsSpan(FrameHeader.Size)));
        file.Write(frame, SegmentHeader.Size);
    }
}
