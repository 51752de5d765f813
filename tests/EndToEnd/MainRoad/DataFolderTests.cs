using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using MetaLogging.Configuration;
using Xunit;

namespace MetaLogging.EndToEnd.MainRoad;

/// <summary>A data folder that can't be used says why, and what to do.</summary>
public sealed class DataFolderTests : IDisposable
{
    const string Line = """{"kind":"audit_event","action":"read","resource_type":"user"}""" + "\n";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Fact]
    public async Task A_folder_that_another_process_holds_is_refused_with_the_name_of_that_process()
    {
        await using AuditTrail holder = new(new MetaLoggingOptions { DataDirectory = Data }, []);
        await holder.StartAsync(TestContext.Current.CancellationToken);
        Command import = (await ImportAsync()).Failed(3);
        string id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Assert.Contains(id, import.Talk, StringComparison.Ordinal);
        Assert.Contains("EndToEnd", import.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_folder_is_refused_by_name_and_nothing_in_it_changes()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no bits of mode.");
            return;
        }

        (await ImportAsync()).Succeeded();
        string[] before = Listing();
        foreach (string folder in Directory.EnumerateDirectories(Data, "*", SearchOption.AllDirectories).Append(Data))
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        foreach (string file in Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        string more = _folder.Write("more.ndjson", Line + Line);
        Command import = await Command.MetaLogWithoutOverrideAsync("import", more, "--format", "ndjson", "--data", Data);
        import.Failed(3);
        Assert.Contains(Data, import.Talk, StringComparison.Ordinal);
        Assert.Equal(before, Listing());
    }

    [Fact]
    public async Task A_folder_of_a_newer_format_is_refused_with_both_formats_and_nothing_in_it_changes()
    {
        (await ImportAsync()).Succeeded();
        foreach (string segment in Directory.EnumerateFiles(Path.Combine(Data, "journal")))
        {
            MakeNewer(segment);
        }

        string[] before = Journal();
        Command import = (await ImportAsync()).Failed(3);
        Assert.Contains("format 2", import.Talk, StringComparison.Ordinal);
        Assert.Contains("format 1", import.Talk, StringComparison.Ordinal);
        Assert.Equal(before, Journal());
    }

    [Fact]
    public async Task A_folder_is_made_when_it_is_missing_and_a_file_in_its_place_is_refused()
    {
        File.WriteAllText(Data, "not a folder");
        Command import = (await ImportAsync()).Failed(3);
        Assert.Contains(Data, import.Talk, StringComparison.Ordinal);
        File.Delete(Data);
        (await ImportAsync()).Succeeded();
        Assert.True(Directory.Exists(Path.Combine(Data, "journal")));
    }

    Task<Command> ImportAsync() =>
        Command.MetaLogAsync("import", _folder.Write("events.ndjson", Line), "--format", "ndjson", "--data", Data);

    /// <summary>The files of the journal by name, each by the digest of its bytes.</summary>
    string[] Journal() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Data, "journal")).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    /// <summary>Writes the next format version into both copies of a segment's header, and their checksums anew, as docs/journal-format.md has them.</summary>
    static void MakeNewer(string segment)
    {
        const int CopySize = 2048, VersionAt = 8, ChecksumAt = CopySize - 4;
        byte[] bytes = File.ReadAllBytes(segment);
        for (int copy = 0; copy < 2; copy++)
        {
            Span<byte> header = bytes.AsSpan(copy * CopySize, CopySize);
            BinaryPrimitives.WriteUInt32LittleEndian(header[VersionAt..], 2);
            uint crc = uint.MaxValue;
            foreach (byte one in header[..ChecksumAt])
            {
                crc = BitOperations.Crc32C(crc, one);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], ~crc);
        }

        File.WriteAllBytes(segment, bytes);
    }

    string[] Listing() =>
    [
        .. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(f => $"{f} {new FileInfo(f).Length}"),
    ];
}
