using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MetaLogging.EndToEnd.Documentation;
using Xunit;

namespace MetaLogging.EndToEnd.Packages;

/// <summary>What the README shows under "In your application", in a fresh application with packages from a feed.</summary>
public sealed class FreshApplicationTests : IDisposable
{
    static readonly string[] Ours = ["MetaLogging.Embedded", "MetaLogging.AspNetCore", "MetaLogging.EntityFrameworkCore"];
    static readonly string[] Others = ["Microsoft.AspNetCore.Identity.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Sqlite"];

    /// <summary>One that nobody has restored on this machine, so that the packages are those of now.</summary>
    const string Version = "0.1.0-fresh";

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string Shop => _folder.PathOf("Shop");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_snippet_compiles_in_a_fresh_web_application_and_records_a_request_a_failed_sign_in_and_a_changed_row()
    {
        await MakeAsync();
        await using (RunningProgram application = RunningProgram.StartIn(Shop, "dotnet", ["bin/Release/net10.0/Shop.dll", "--urls", "http://127.0.0.1:0"]))
        {
            string line = await application.Output.LineAsync("Now listening on: http://127.0.0.1", application.Limit);
            using HttpClient client = new() { BaseAddress = new(line[line.IndexOf("http", StringComparison.Ordinal)..]) };
            Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/register", new { email = "ann@example.com", password = "Hunter2-hunter2" }, Cancel)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/login", new { email = "ann@example.com", password = "wrong" }, Cancel)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/orders", new { item = "lamp", address = "Main St 1" }, Cancel)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/orders/1", Cancel)).StatusCode);
            await application.SignalAsync("TERM");
            (await application.EndAsync()).Succeeded();
        }

        IReadOnlyList<JsonObject> audits = await QueryAsync("audit-events");
        JsonObject read = Assert.Single(audits, one => one.Text("action") == "order.read");
        Assert.Equal(("order", "1", "127.0.0.1"), (read.Text("resource_type"), read.Text("resource_id"), read.Text("ip_address")));
        JsonObject row = Assert.Single(audits, one => one.Text("action") == "order.insert");
        Assert.Contains(row["changes"]!.AsArray(), change => (string?)change!["field"] == "Item" && (string?)change["new"] == "lamp");
        Assert.True((bool?)row["privacy_impact"]);
        JsonObject failed = Assert.Single(await QueryAsync("failed-logins"));
        Assert.Equal(("ann@example.com", "invalid_password"), (failed.Text("username"), failed.Text("failure_reason")));
        string everything = string.Concat(audits.Select(one => one.ToJsonString()));
        Assert.DoesNotContain("Hunter2", everything, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>As the README says, but that packages are found in this machine's folder before they are asked for, and ours in none.</summary>
    async Task MakeAsync()
    {
        (await DotnetAsync(Repository.Root, "pack", "MetaLogging.slnx", "--no-build", "--configuration", "Release", $"-p:Version={Version}", "--output", _folder.PathOf("packages"))).Succeeded();
        (await DotnetAsync(_folder.FullName, "new", "web", "--name", "Shop", "--no-restore")).Succeeded();
        string project = Path.Combine(Shop, "Shop.csproj");
        string references = string.Concat(Ours.Select(name => Reference(name, Version)).Concat(Others.Select(name => Reference(name, VersionOf(name)))));
        string known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string more = $"""
            <PropertyGroup>
              <RestoreAdditionalProjectSources>{_folder.PathOf("packages")}</RestoreAdditionalProjectSources>
              <RestorePackagesPath>{_folder.PathOf("restored")}</RestorePackagesPath>
              <RestoreFallbackFolders>{known}</RestoreFallbackFolders>
              <NuGetAudit>false</NuGetAudit>
            </PropertyGroup>
            <ItemGroup>{references}</ItemGroup>
            """;
        await File.WriteAllTextAsync(project, (await File.ReadAllTextAsync(project, Cancel)).Replace("</Project>", more + "</Project>", StringComparison.Ordinal), Cancel);
        Block snippet = Block.Of("README.md").Single(block => block.FileName == "Program.cs");
        await File.WriteAllTextAsync(Path.Combine(Shop, "Program.cs"), snippet.Text, Cancel);
        Command built = await DotnetAsync(Shop, "build", "--configuration", "Release", "-nodeReuse:false", "-verbosity:quiet", "-nologo");
        built.Succeeded();
        Assert.Contains(" 0 Warning(s)", built.Output, StringComparison.Ordinal);
    }

    static string Reference(string name, string version) => $"""<PackageReference Include="{name}" Version="{version}" />""";

    /// <summary>The version that this repository uses.</summary>
    static string VersionOf(string name)
    {
        string line = File.ReadLines(Repository.PathOf("Directory.Packages.props")).Single(one => one.Contains($"\"{name}\"", StringComparison.Ordinal));
        return line.Split("Version=\"")[1].Split('"')[0];
    }

    static Task<Command> DotnetAsync(string folder, params string[] arguments) => Command.RunAsync("dotnet", arguments, folder);

    async Task<IReadOnlyList<JsonObject>> QueryAsync(string kind) => JsonLines.Parse(
        (await Command.MetaLogAsync("query", kind, "--all", "--format", "ndjson", "--data", Path.Combine(Shop, "data"))).Succeeded().Output);
}
