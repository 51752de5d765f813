using Xunit;

namespace MetaLogging.EndToEnd.Architecture;

/// <summary>The arrows of the house: projects depend one way, to the core, and from it to the journal.</summary>
public sealed class ArrowsTests
{
    /// <summary>What each project may reference. A new project gets its row here first.</summary>
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["MetaLogging.Journal"] = [],
        ["MetaLogging"] = ["MetaLogging.Journal"],
        ["MetaLogging.Embedded"] = ["MetaLogging"],
        ["MetaLogging.InfluxDb"] = ["MetaLogging"],
        ["MetaLogging.EntityFrameworkCore"] = ["MetaLogging"],
        ["MetaLogging.Api"] = ["MetaLogging"],
        ["MetaLogging.AspNetCore"] = ["MetaLogging"],
        ["MetaLogging.Testing"] = ["MetaLogging", "MetaLogging.Embedded", "MetaLogging.Api"],
        ["MetaLogging.Server"] = ["MetaLogging", "MetaLogging.Embedded", "MetaLogging.InfluxDb", "MetaLogging.Api"],
    };

    public static TheoryData<string> Projects => [.. SourceProject.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_house_allows(string name)
    {
        SourceProject project = SourceProject.All.Single(p => p.Name == name);
        Assert.True(Allowed.ContainsKey(name), $"{name} has no row in {nameof(ArrowsTests)}: say there what it may reference.");
        Assert.Empty(project.References.Except(Allowed[name]));
    }

    [Fact]
    public void A_user_of_the_journal_restores_nothing_but_hashing_signing_compression_and_an_interface_for_logging()
    {
        string[] allowed =
        [
            "System.IO.Hashing", "NSec.Cryptography", "libsodium", "ZstdSharp.Port", "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
        ];
        Assert.Empty(Restored("MetaLogging.Journal").Except(allowed));
    }

    [Fact]
    public void A_user_of_the_core_restores_no_store_no_web_and_no_program()
    {
        Assert.All(Restored("MetaLogging"), package => Assert.True(
            package is "System.IO.Hashing" or "NSec.Cryptography" or "libsodium" or "ZstdSharp.Port" || package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal),
            $"A user of MetaLogging would restore {package}, too. It belongs into a project of its own."));
    }

    [Fact]
    public void A_user_of_the_InfluxDB_store_restores_the_core_and_one_package_for_retries() =>
        Assert.Equal(["Polly.Core"], Restored("MetaLogging.InfluxDb").Except(Restored("MetaLogging")));

    [Fact]
    public void A_user_of_the_web_package_restores_the_core_and_nothing_else() =>
        Assert.Empty(Restored("MetaLogging.AspNetCore").Except(Restored("MetaLogging")));

    [Fact]
    public void A_user_of_the_capture_of_entity_changes_restores_the_core_and_EF_Core_and_no_provider() =>
        Assert.All(Restored("MetaLogging.EntityFrameworkCore").Except(Restored("MetaLogging")), package => Assert.True(
            package is "Microsoft.EntityFrameworkCore" or "Microsoft.EntityFrameworkCore.Abstractions" or "Microsoft.EntityFrameworkCore.Analyzers"
                or "Microsoft.EntityFrameworkCore.Relational" || package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal),
            $"A user of MetaLogging.EntityFrameworkCore would restore {package}, too."));

    [Fact]
    public void The_journal_knows_bytes_and_no_events()
    {
        IEnumerable<string?> references = typeof(Journaling.Journal).Assembly.GetReferencedAssemblies().Select(a => a.Name);
        Assert.DoesNotContain(references, name => name!.StartsWith("MetaLogging", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_stands_in_the_solution()
    {
        string solution = File.ReadAllText(Repository.PathOf("MetaLogging.slnx"));
        string[] folders = ["src", "tests", "samples", "benches"];
        IEnumerable<string> projects = folders.Select(f => Repository.PathOf(f)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.csproj", SearchOption.AllDirectories))
            .Select(p => Path.GetRelativePath(Repository.Root, p).Replace('\\', '/'));
        Assert.All(projects, project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    static IReadOnlyList<string> Restored(string project) => SourceProject.All.Single(p => p.Name == project).RestoredPackages();
}
