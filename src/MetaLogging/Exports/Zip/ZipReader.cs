using System.Buffers.Binary;
using System.Text;
using MetaLogging.Journaling.Merkle;
using Microsoft.Win32.SafeHandles;

namespace MetaLogging.Exports.Zip;

/// <summary>
/// Reads a zip file that must be as <see cref="ZipFormat"/> has it, with these files and no others: every byte of it is either deflated bytes of a file, or in a
/// header that can't be otherwise.
/// </summary>
internal sealed class ZipReader : IDisposable
{
    const int MostDirectoryBytes = 64 << 10;
    const int MostShown = 80;

    readonly SafeFileHandle _file;
    readonly Dictionary<string, ZipMember> _members = [];

    /// <summary>Opens one; nothing is unpacked yet.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="names">The files that it must hold, in their order.</param>
    /// <exception cref="NotProvenException">It is none, or holds something else; the message says what.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public ZipReader(string path, IReadOnlyList<string> names)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            Read(names);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file in it.</summary>
    public Stream Open(string name) => new ZipMemberStream(_file, _members[name]);

    /// <summary>How many bytes a file has, unpacked.</summary>
    public long LengthOf(string name) => _members[name].Length;

    public void Dispose() => _file.Dispose();

    void Read(IReadOnlyList<string> names)
    {
        long length = RandomAccess.GetLength(_file);
        if (length < ZipFormat.EndLength)
        {
            throw new NotProvenException("It is no export: a file of that kind is longer.");
        }

        byte[] end = Bytes(length - ZipFormat.EndLength, ZipFormat.EndLength);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10));
        uint directoryLength = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12));
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16));
        if (!end.AsSpan().SequenceEqual(ZipFormat.End(count, directoryLength, offset)) || offset + (long)directoryLength + ZipFormat.EndLength != length)
        {
            throw new NotProvenException("It does not end as an export does: it is none, was cut off, or has something added to it.");
        }

        if (directoryLength > MostDirectoryBytes)
        {
            throw new NotProvenException($"Its directory has {directoryLength} bytes, and an export's has fewer than {MostDirectoryBytes}.");
        }

        byte[] directory = Bytes(offset, (int)directoryLength);
        RequireNames(NamesIn(directory), names);
        ReadMembers(directory, names, offset);
    }

    /// <summary>Tells first what a person understands: which file is there that should not be, or is missing.</summary>
    static void RequireNames(List<string> found, IReadOnlyList<string> names)
    {
        if (found.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw new NotProvenException($"It holds the file {Shown(twice)} more than once.");
        }

        if (found.Find(name => !names.Contains(name)) is { } other)
        {
            throw new NotProvenException($"It holds a file that no export has: {Shown(other)}.");
        }

        if (names.FirstOrDefault(name => !found.Contains(name)) is { } missing)
        {
            throw new NotProvenException($"The file {missing} is missing in it.");
        }
    }

    static List<string> NamesIn(ReadOnlySpan<byte> directory)
    {
        List<string> names = [];
        while (!directory.IsEmpty)
        {
            int length = directory.Length < ZipFormat.CentralLength ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            if (directory.Length < ZipFormat.CentralLength + length)
            {
                throw Otherwise();
            }

            names.Add(Encoding.UTF8.GetString(directory.Slice(ZipFormat.CentralLength, length)));
            directory = directory[(ZipFormat.CentralLength + length)..];
        }

        return names;
    }

    void ReadMembers(ReadOnlySpan<byte> directory, IReadOnlyList<string> names, uint end)
    {
        long at = 0;
        foreach (string name in names)
        {
            ZipMember member = new(
                name, (uint)at, BinaryPrimitives.ReadUInt32LittleEndian(directory[16..]), BinaryPrimitives.ReadUInt32LittleEndian(directory[20..]),
                BinaryPrimitives.ReadUInt32LittleEndian(directory[24..]));
            byte[] central = ZipFormat.Central(member);
            if (!directory.StartsWith(central) || member.Start > end || !Bytes(at, ZipFormat.LocalLength + name.Length).AsSpan().SequenceEqual(ZipFormat.Local(member)))
            {
                throw Otherwise();
            }

            directory = directory[central.Length..];
            at = member.End;
            _members[name] = at <= end ? member : throw Otherwise();
        }

        if (at != end)
        {
            throw new NotProvenException("It holds bytes that belong to none of its files.");
        }
    }

    byte[] Bytes(long offset, int length)
    {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length;)
        {
            int read = RandomAccess.Read(_file, bytes.AsSpan(at), offset + at);
            at += read > 0 ? read : throw new NotProvenException("It ended while it was read.");
        }

        return bytes;
    }

    static NotProvenException Otherwise() => new("A header in it is not as an export writes it: the archive was changed, or packed again by another program.");

    static string Shown(string name) => name.Length > MostShown ? name[..MostShown] + "…" : name;
}
