using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Exports;
using MetaLogging.Exports.Zip;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Tests.Exports;

/// <summary>An export in a folder of its own, which a test makes, takes apart, changes and puts together again.</summary>
internal sealed class Archive : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalog-export-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "x.zip");

    public IEnumerable<string> FilesBeside => _folder.EnumerateFiles().Select(file => file.Name);

    public static JsonObject Filters => new() { ["user_id"] = "u1" };

    public Task<ExportSummary> WriteAsync(MemoryLog log, Replacing replaces = Replacing.Nothing) => WriteAsync(log, log.Matches, replaces);

    public Task<ExportSummary> WriteAsync(MemoryLog log, IReadOnlyList<Match> matches, Replacing replaces = Replacing.Nothing) =>
        new ExportWriting(log, TimeProvider.System).WriteAsync(Path, replaces, matches, Filters, new Unseen(), TestContext.Current.CancellationToken);

    public VerifiedExport Check(params IReadOnlyCollection<VerifierKey> keys) => new ExportCheck().Check(Path, keys, new Unseen(), CancellationToken.None);

    /// <summary>The files in it.</summary>
    public Dictionary<string, byte[]> Unpack()
    {
        using ZipReader zip = new(Path, ExportFiles.All);
        return ExportFiles.All.ToDictionary(name => name, name =>
        {
            using Stream stream = zip.Open(name);
            using MemoryStream bytes = new();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    /// <summary>Puts files together as exports are.</summary>
    public async Task PackAsync(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using MemoryStream packed = new();
        ZipWriter zip = new(packed);
        foreach ((string name, byte[] bytes) in files)
        {
            await zip.AddAsync(name, stream =>
            {
                stream.Write(bytes);
                return Task.CompletedTask;
            });
        }

        await zip.EndAsync();
        await File.WriteAllBytesAsync(Path, packed.ToArray(), TestContext.Current.CancellationToken);
    }

    /// <summary>Packs it again with one file changed as text.</summary>
    public async Task ChangeAsync(string name, Func<string, string> change)
    {
        Dictionary<string, byte[]> files = Unpack();
        files[name] = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(files[name])));
        await PackAsync(files);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    sealed class Unseen : IProgress<long>
    {
        public void Report(long value)
        {
        }
    }
}
