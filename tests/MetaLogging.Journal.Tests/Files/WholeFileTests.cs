using System.Text;
using CsCheck;

namespace MetaLogging.Journaling.Tests.Files;

public sealed class WholeFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Path => System.IO.Path.Combine(_folder.Path, "lines");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_line_is_the_last_one_that_has_its_end_however_long_lines_are_and_whatever_was_torn_behind_it() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 9000].Array[0, 5], Gen.String[Gen.Char['a', 'z'], 0, 9000]).Sample((lines, torn) =>
        {
            File.Delete(Path);
            foreach (string line in lines)
            {
                WholeFile.AddLine(RealFiles.Instance, Path, Encoding.ASCII.GetBytes(line + "\n"));
            }

            File.AppendAllText(Path, torn);
            byte[]? last = WholeFile.ReadLastLine(RealFiles.Instance, Path);
            Assert.Equal(lines.LastOrDefault(), last is null ? null : Encoding.ASCII.GetString(last));
        }, iter: 200, threads: 1);

    [Fact]
    public void A_file_that_is_not_there_has_no_last_line() => Assert.Null(WholeFile.ReadLastLine(RealFiles.Instance, Path));
}
