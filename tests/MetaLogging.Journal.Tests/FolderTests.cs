using System.Diagnostics;

namespace MetaLogging.Journaling.Tests;

public sealed class FolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("journal")]
    [InlineData("aside")]
    public async Task A_file_where_a_folder_should_be_is_named(string name)
    {
        await File.WriteAllTextAsync(_folder.Combine(name), "");
        JournalException refused = await Assert.ThrowsAsync<JournalException>(() => Some.JournalAsync(_folder));
        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_cannot_be_made_is_named()
    {
        string path = Path.Combine(_folder.Combine("file"), "data");
        await File.WriteAllTextAsync(_folder.Combine("file"), "");
        JournalException refused = await Assert.ThrowsAsync<JournalException>(() =>
            Journal.OpenAsync(path, Some.Options(), TimeProvider.System));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_folder_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", _folder.Path),
            "no read-only tmpfs can be mounted here (not root)");
        try
        {
            JournalException refused = await Assert.ThrowsAsync<JournalException>(() => Some.JournalAsync(_folder));
            Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Assert.True(await RunAsync("umount", _folder.Path));
        }
    }

    [Fact]
    public async Task Files_and_folders_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes");
            return;
        }

        string data = _folder.Combine("data");
        await using (Journal journal = await Journal.OpenAsync(data, Some.Options(), TimeProvider.System))
        {
            await Some.AppendAsync(journal, 1);
            await journal.SealAsync(CancellationToken.None);
        }

        foreach (string path in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        foreach (string path in Directory.EnumerateDirectories(data, "*", SearchOption.AllDirectories).Append(data))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task An_option_outside_its_range_is_refused()
    {
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            Some.JournalAsync(_folder, new JournalOptions { SegmentSize = 1 }));
        Assert.Contains(nameof(JournalOptions.SegmentSize), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_keeps_the_name_it_was_given_and_refuses_another()
    {
        JournalOptions options = Some.Options();
        options.Origin = "example.org/audit";
        await (await Some.JournalAsync(_folder, options)).DisposeAsync();
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            Assert.Equal("example.org/audit", journal.Origin);
        }

        options.Origin = "example.org/other";
        JournalFormatException refused = await Assert.ThrowsAsync<JournalFormatException>(() => Some.JournalAsync(_folder, options));
        Assert.Contains("example.org/other", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_that_are_too_long_are_refused_and_the_batch_stays_as_it_was()
    {
        using EntryBatch batch = Some.Batch(1);
        Assert.Throws<EntryTooLargeException>(() => batch.Add(new byte[65_536], []));
        Assert.Throws<EntryTooLargeException>(() => batch.Add([1], new byte[(16 << 20) + 1]));
        Assert.Throws<ArgumentException>(() => batch.Add([], []));
        Assert.Equal(1, batch.Count);
        Assert.Equal(Some.Fact(1), batch.FactAt(0).ToArray());
        Assert.Equal(Some.Detail(1), batch.DetailAt(0).ToArray());
        await using Journal journal = await Some.JournalAsync(_folder);
        EntryBatch large = new();
        large.Add(new byte[65_535], new byte[1 << 20]);
        Assert.Equal(0, await journal.AppendAsync(large));
        Assert.Equal(1 << 20, (await journal.ReadEntryAsync(0)).Detail.Length);
    }

    [Fact]
    public async Task An_append_that_was_cancelled_before_it_was_queued_leaves_nothing()
    {
        await using Journal journal = await Some.JournalAsync(_folder);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await journal.AppendAsync(Some.Batch(0), cancellationToken: new CancellationToken(canceled: true)));
        await Some.AppendAsync(journal, 1);
        Assert.Equal(1, journal.NextSequence);
    }

    static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
