using System.Diagnostics;
using System.Globalization;
using MetaLogging.Bench.Servers;
using Npgsql;

namespace MetaLogging.Bench.Querying;

/// <summary>
/// A PostgreSQL server of its own, on loopback, in a temporary folder, run by a user who is not root; gone when it is disposed.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Whom Debian's package makes for this.</summary>
    const string User = "postgres";

    readonly string _folder;
    readonly Process _process;

    PostgresServer(string folder, Process process, string connection)
    {
        _folder = folder;
        _process = process;
        ConnectionString = connection;
    }

    public string ConnectionString { get; }

    /// <summary>The folder of the server's programs; null where PostgreSQL is not installed.</summary>
    public static string? Programs { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin"))
                .LastOrDefault(d => File.Exists(Path.Combine(d, "postgres")))
            : null;

    public static async Task<PostgresServer> StartAsync()
    {
        string programs = Programs ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        string folder = Directory.CreateTempSubdirectory("metalog-bench-postgresql-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", User, folder);
        }

        string data = Path.Combine(folder, "data");
        await RunAsync(AsUser(
            Path.Combine(programs, "initdb"),
            "--pgdata", data, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"));
        int port = ServerProcess.FreePort();
        string[] command = AsUser(
            Path.Combine(programs, "postgres"),
            "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder}",
            "-c", "shared_buffers=512MB", "-c", "work_mem=64MB", "-c", "maintenance_work_mem=512MB", "-c", "max_wal_size=4GB",
            "-c", "effective_cache_size=8GB", "-c", "random_page_cost=1.1");
        Process process =
            Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, WorkingDirectory = folder })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        PostgresServer server = new(
            folder, process, $"Host=127.0.0.1;Port={port};Username={User};Database=postgres;Command Timeout=0;Pooling=false");
        await server.WaitUntilReadyAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // SIGINT: the server's fast shutdown. setpriv has become the server, so that this is its own process.
        await RunAsync("kill", "-INT", _process.Id.ToString(CultureInfo.InvariantCulture));
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    async Task WaitUntilReadyAsync()
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                await using NpgsqlConnection connection = new(ConnectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (tries < 150 && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    static string[] AsUser(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", User, "--regid", User, "--clear-groups", .. command] : command;

    static async Task RunAsync(params string[] command)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} ended with exit code {process.ExitCode}.");
        }
    }
}
