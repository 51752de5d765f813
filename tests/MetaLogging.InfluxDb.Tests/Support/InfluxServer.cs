using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>
/// A real influxd on loopback, with a folder, ports and settings of its own. It can be stopped, killed and started again on what it has; it ends with
/// this process, however that ends.
/// </summary>
internal sealed class InfluxServer : IAsyncDisposable
{
    public const string Administrator = "boss";
    public const string AdministratorsPassword = "b055-sécret' \"\\";

    // A shell stands between: it kills the server when its input ends, as it does with this process.
    const string Shell = "exec 2>>\"$1\"; influxd -config \"$0\" </dev/null >>\"$1\" 2>&1 & read -r signal; kill -s \"${signal:-KILL}\" $!; wait $!";

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    static int _databases;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalogging-influxd-");
    readonly InfluxSettings _settings;
    readonly HttpClient _http;
    Process? _process;

    InfluxServer(InfluxSettings settings)
    {
        _settings = settings;
#pragma warning disable CA5399, CA5400, CA2000 // Who the server is does not matter here; the client has the handler.
        _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
#pragma warning restore CA5399, CA5400, CA2000
        if (settings.Authentication)
        {
            byte[] credentials = Encoding.UTF8.GetBytes($"{Administrator}:{AdministratorsPassword}");
            _http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(credentials));
        }
    }

    public int Port { get; } = FreePort.Next();

    public Uri Address => new($"{(_settings.Tls is null ? "http" : "https")}://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/");

    /// <summary>All that it has said.</summary>
    public string Log => File.ReadAllText(LogFile);

    string LogFile => Path.Combine(_folder.FullName, "log");

    public static async Task<InfluxServer> StartAsync(InfluxSettings? settings = null)
    {
        InfluxServer server = new(settings ?? new());
        await File.WriteAllTextAsync(server.ConfigurationFile, server.Configuration());
        await server.StartAgainAsync();
        if (server._settings.Authentication)
        {
            string password = Quoted.Literal(AdministratorsPassword);
            await server.ExecuteAsync($"CREATE USER {Administrator} WITH PASSWORD {password} WITH ALL PRIVILEGES");
        }

        return server;
    }

    /// <summary>The name of a database that nobody else has. It is not made.</summary>
    public static string NewDatabase() => string.Create(CultureInfo.InvariantCulture, $"audit {Interlocked.Increment(ref _databases)}");

    /// <summary>Makes one.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = NewDatabase();
        await ExecuteAsync($"CREATE DATABASE {Quoted.Identifier(name)}");
        return name;
    }

    /// <summary>Makes a user who may do nothing yet.</summary>
    public Task CreateUserAsync(string name, string password) =>
        ExecuteAsync($"CREATE USER {Quoted.Identifier(name)} WITH PASSWORD {Quoted.Literal(password)}");

    /// <summary>The settings of a store for a database of this server.</summary>
    public InfluxDbOptions Options(string database) => new()
    {
        Host = Address.ToString(),
        Database = database,
        Username = _settings.Authentication ? Administrator : "",
        Password = _settings.Authentication ? AdministratorsPassword : "",
    };

    /// <summary>Runs statements as the administrator; answers their results.</summary>
    public async Task<JsonArray> ExecuteAsync(string statements, string? database = null)
    {
        string query = $"query?epoch=ns&chunked=true&chunk_size=1000000000&db={Uri.EscapeDataString(database ?? "")}";
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["q"] = statements });
        using HttpResponseMessage response = await _http.PostAsync(new Uri(Address, query), form);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        JsonArray results = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (JsonNode? result in JsonNode.Parse(line)!["results"]!.AsArray())
            {
                Assert.Null(result!["error"]);
                results.Add(result.DeepClone());
            }
        }

        return results;
    }

    /// <summary>Writes points in line protocol.</summary>
    public async Task WriteAsync(string database, string lines, string retentionPolicy = "")
    {
        string query = $"write?precision=ns&db={Uri.EscapeDataString(database)}&rp={Uri.EscapeDataString(retentionPolicy)}";
        using StringContent body = new(lines);
        using HttpResponseMessage response = await _http.PostAsync(new Uri(Address, query), body);
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Ends it as an administrator does; what is in memory goes to its files.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>Ends it with SIGKILL.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Starts it again with the same port, folder and settings, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", Shell, ConfigurationFile, LogFile]) { RedirectStandardInput = true };
        _process = Process.Start(start)!;
        long begun = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Longest, File.Exists(LogFile) ? Log : "influxd can't be started.");
            await Task.Delay(20);
        }
    }

    /// <summary>Copies all that it has, while it is stopped.</summary>
    public InfluxBackup BackUp() => new(_folder.FullName);

    /// <summary>Puts back what was copied, while it is stopped.</summary>
    public void PutBack(InfluxBackup backup) => backup.PutBack(_folder.FullName);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    async Task EndAsync(string signal)
    {
        if (_process is { } process)
        {
            _process = null;
            await process.StandardInput.WriteLineAsync(signal);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    async Task<bool> AnswersAsync()
    {
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(new Uri(Address, "ping"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    string ConfigurationFile => Path.Combine(_folder.FullName, "influxdb.conf");

    string Configuration()
    {
        StringBuilder text = new();
        string folder = _folder.FullName;
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{FreePort.Next()}"
            [meta]
              dir = "{folder}/meta"
            [data]
              dir = "{folder}/data"
              wal-dir = "{folder}/wal"
              query-log-enabled = false
            """);
        Append(text, "cache-max-memory-size", _settings.CacheMaxMemorySize);
        Append(text, "max-values-per-tag", _settings.MaxValuesPerTag);
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:{Port}"
              log-enabled = false
              auth-enabled = {(_settings.Authentication ? "true" : "false")}
            """);
        Append(text, "max-body-size", _settings.MaxBodySize);
        Append(text, "max-row-limit", _settings.MaxRowLimit);
        if (_settings.Tls is { } tls)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                  https-enabled = true
                  https-certificate = "{tls}/server.pem"
                """);
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, string setting, int? value)
    {
        if (value is { } number)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {setting} = {number}");
        }
    }
}
