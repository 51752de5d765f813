using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.InfluxDb.Tests.Support;

[assembly: AssemblyFixture(typeof(FluxParser))]

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>The vendor's parser and type checker of Flux, in one process of node for all tests; it is started when it is needed first.</summary>
public sealed class FluxParser : IAsyncDisposable
{
    /// <summary>A tree goes down a few levels a step of the query.</summary>
    internal static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim _turn = new(1, 1);
    Process? _node;
    Task<string>? _errors;

    /// <summary>What the parser makes of a query.</summary>
    /// <param name="IsValid">Whether it parses, and its types fit to each other and to Flux's library.</param>
    /// <param name="Tree">The syntax tree, without places in the text.</param>
    internal sealed record Checked(bool IsValid, JsonObject Tree);

    /// <summary>Checks a query.</summary>
    internal async Task<Checked> CheckAsync(string query)
    {
        string package = SharedData.Find(Path.Combine("flux", "package.json"));
        await _turn.WaitAsync();
        try
        {
            _node ??= await StartAsync(package);
            await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(query));
            await _node.StandardInput.FlushAsync();
            string? line = await _node.StandardOutput.ReadLineAsync().WaitAsync(Longest);
            Assert.True(line is not null, line is null ? $"The parser of Flux ended: {await _errors!}" : "");
            JsonObject answer = JsonNode.Parse(line!, documentOptions: Deep)!.AsObject();
            JsonObject tree = answer["tree"]!.AsObject();
            answer.Remove("tree");
            return new((bool)answer["valid"]!, tree);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The values of all string literals, in the order of the text.</summary>
    internal static IEnumerable<string> StringsOf(JsonNode? tree) => tree switch
    {
        JsonObject one when (string?)one["type"] == "StringLiteral" => [(string)one["value"]!],
        JsonObject one => one.SelectMany(member => StringsOf(member.Value)),
        JsonArray several => several.SelectMany(StringsOf),
        _ => [],
    };

    public async ValueTask DisposeAsync()
    {
        if (_node is { } node)
        {
            node.StandardInput.Close();
            node.Kill();
            await node.WaitForExitAsync();
            node.Dispose();
        }

        _turn.Dispose();
    }

    async Task<Process> StartAsync(string package)
    {
        Process node = NodePackages.StartNode(await NodePackages.InstallAsync(package), "flux.mjs");
        node.StandardInput.AutoFlush = false;
        _errors = node.StandardError.ReadToEndAsync();
        return node;
    }
}
