using System.Reflection;
using MetaLogging.EndToEnd.Architecture;
using PublicApiGenerator;
using Xunit;

namespace MetaLogging.EndToEnd.PublicApi;

/// <summary>
/// What a library shows to the world stands in its <c>PublicApi.approved.txt</c>, so that a change of it is seen in review.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Libraries => [.. SourceProject.All.Where(p => p.IsLibrary).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_api_is_the_approved_one(string library)
    {
        string actual = Assembly.Load(library).GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            DenyNamespacePrefixes = [],   // extension methods stand in namespaces of Microsoft's, so that they are found
            ExcludeAttributes = ["System.Runtime.CompilerServices.NullableAttribute"],
        }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        string approved = Path.Combine(SourceProject.All.Single(p => p.Name == library).Folder, "PublicApi.approved.txt");
        string expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (actual == expected)
        {
            return;
        }

        string received = Repository.PathOf("artifacts", "public-api", library + ".txt");
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, actual);
        Assert.Fail(
            $"""
            The public API of {library} has changed:
            {string.Join('\n', LineDifference.Between(expected.Split('\n'), actual.Split('\n')))}
            If that is meant, approve it from the repository's folder with
                cp {Path.GetRelativePath(Repository.Root, received)} {Path.GetRelativePath(Repository.Root, approved)}
            """);
    }
}
