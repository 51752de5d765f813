using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>Packages of npm that the tests compare with, installed beside the tests' program once and for all runs.</summary>
internal static class NodePackages
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>The scripts that use them, beside the tests' program.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Flux", "Vendor", name);

    /// <summary>Installs what a package.json wants, where it is not there already; answers the folder.</summary>
    public static async Task<string> InstallAsync(string packageFile)
    {
        JsonObject package = JsonNode.Parse(await File.ReadAllTextAsync(packageFile))!.AsObject();
        string folder = Path.Combine(AppContext.BaseDirectory, "npm", (string)package["name"]!);
        if (package["dependencies"]!.AsObject().All(wanted => IsThere(folder, wanted.Key, (string)wanted.Value!)))
        {
            return folder;
        }

        Directory.CreateDirectory(folder);
        File.Copy(packageFile, Path.Combine(folder, "package.json"), overwrite: true);
        ProcessStartInfo start = new("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process npm = Start(start, "npm");
        using CancellationTokenSource late = new(Longest);
        npm.StandardInput.Close();
        Task<string> output = npm.StandardOutput.ReadToEndAsync(late.Token);
        Task<string> errors = npm.StandardError.ReadToEndAsync(late.Token);
        try
        {
            await npm.WaitForExitAsync(late.Token);
            Assert.True(npm.ExitCode == 0, $"npm can't install {package["dependencies"]!.ToJsonString()}: {await output} {await errors}");
        }
        finally
        {
            npm.Kill(entireProcessTree: true);
        }

        return folder;
    }

    /// <summary>Starts node with a script in a folder of packages.</summary>
    public static Process StartNode(string folder, string script, params string[] arguments) => Start(
        new("node", [Script(script), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        },
        "node");

    static Process Start(ProcessStartInfo start, string tool)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"The tests of InfluxDB 2.x need {tool}, which can't be started ({e.Message}). ./test installs it; by hand: apt-get install nodejs npm", e);
        }
    }

    static bool IsThere(string folder, string name, string version)
    {
        string file = Path.Combine(folder, "node_modules", name, "package.json");
        return File.Exists(file) && (string?)JsonNode.Parse(File.ReadAllText(file))!["version"] == version;
    }
}
