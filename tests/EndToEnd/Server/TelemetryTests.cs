using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>What a server tells of itself: to Prometheus, by OTLP, and in its log.</summary>
public sealed class TelemetryTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Fact]
    public async Task Metrics_are_shown_without_a_key_on_an_address_of_their_own_and_nothing_else_is_there()
    {
        await using OtlpRecorder used = new();   // a port that is free a moment later
        string metrics = used.Address;
        await used.DisposeAsync();
        await using LiveServer server = await LiveServer.StartAsync(Data, "--metrics-urls", metrics);
        CancellationToken cancellationToken = server.Program.Limit;
        await RecordAsync(server);
        using HttpClient anybody = new() { BaseAddress = new Uri(metrics) };
        string text = await anybody.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        Assert.Contains("# TYPE metalogging_", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds", text, StringComparison.Ordinal);
        string[] others = ["/", "/healthz", "/readyz", "/api/v1/summary", "/api/v1/keys", "/openapi/v1.json", "/docs", "/metrics/more"];
        using HttpClient keyed = server.Client();
        foreach (string path in others)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(new Uri(metrics), path));
            request.Headers.Authorization = keyed.DefaultRequestHeaders.Authorization;
            using HttpResponseMessage answer = await anybody.SendAsync(request, cancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("", await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        Assert.Equal(0, (await server.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Metrics_on_the_main_address_are_for_keys_that_may_manage()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        using HttpClient stranger = new() { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, await MetricsAsync(stranger));
        Command create = (await Command.MetaLogAsync("keys", "create", "reader", "--permissions", "read,write", "--data", Data)).Succeeded();
        using HttpClient reader = server.Client(create.Output.Trim());
        Assert.Equal(HttpStatusCode.Forbidden, await MetricsAsync(reader));
        using HttpClient manager = server.Client();
        Assert.Equal(HttpStatusCode.OK, await MetricsAsync(manager));
    }

    [Fact]
    public async Task Metrics_traces_and_logs_go_to_the_receiver_that_the_standard_variables_name()
    {
        await using OtlpRecorder recorder = new();
        Dictionary<string, string> variables = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = recorder.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=proving",
        };
        await using LiveServer server = await LiveServer.StartAsync(Data, variables, []);
        await RecordAsync(server);
        byte[] metrics = await recorder.ReceivedAsync("/v1/metrics", "metalogging.", server.Program.Limit);
        Assert.True(metrics.AsSpan().IndexOf("proving"u8) >= 0);
        await recorder.ReceivedAsync("/v1/traces", "/api/v1/system-events", server.Program.Limit);
        await recorder.ReceivedAsync("/v1/logs", "Commands reach this folder", server.Program.Limit);
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_disturbs_neither_the_server_nor_its_stop()
    {
        Dictionary<string, string> variables = new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        await using LiveServer server = await LiveServer.StartAsync(Data, variables, []);
        await RecordAsync(server);
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task One_setting_makes_the_log_more_detailed()
    {
        int plain = await LinesAsync(_folder.PathOf("plain"));
        int detailed = await LinesAsync(_folder.PathOf("detailed"), "MetaLogging:Debug=true");
        Assert.True(detailed > plain, $"{detailed} lines and not more than {plain}.");
    }

    static async Task<int> LinesAsync(string data, params string[] settings)
    {
        await using LiveServer server = await LiveServer.StartAsync(data, settings);
        await RecordAsync(server);
        using HttpClient client = server.Client();
        await client.GetStringAsync(new Uri("/api/v1/system-events", UriKind.Relative), server.Program.Limit);
        return (await server.StopAsync()).Talk.Split('\n').Length;
    }

    static async Task RecordAsync(LiveServer server)
    {
        using HttpClient client = server.Client();
        JsonObject item = new() { ["level"] = "INFO", ["component"] = "till", ["message"] = "open" };
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/system-events", item, server.Program.Limit);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    static async Task<HttpStatusCode> MetricsAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
