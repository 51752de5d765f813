using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MetaLogging.EntityFrameworkCore.Tests.Databases;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace MetaLogging.EntityFrameworkCore.Tests.Databases;

/// <summary>A PostgreSQL of its own, on a free port of loopback, in a temporary folder, run by a user who is not root; gone after the tests.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    /// <summary>Whom Debian's package makes for this.</summary>
    const string User = "postgres";

    readonly string _folder = Directory.CreateTempSubdirectory("metalog-efcore-postgresql-").FullName;
    Process? _process;

    public string Connection { get; private set; } = "";

    static string Programs => Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin"))
        .Last(d => File.Exists(Path.Combine(d, "postgres")));

    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", User, _folder);
        }

        string data = Path.Combine(_folder, "data");
        await RunAsync(AsUser(
            Path.Combine(Programs, "initdb"), "--pgdata", data, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"));
        int port = FreePort();
        string[] command = AsUser(
            Path.Combine(Programs, "postgres"), "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
            "-c", $"unix_socket_directories={_folder}", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off");
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, WorkingDirectory = _folder })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Connection = $"Host=127.0.0.1;Port={port};Username={User};Include Error Detail=true";
        await WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // SIGINT: the server's fast shutdown. setpriv has become the server, so that this is its own process.
            await RunAsync("kill", "-INT", _process.Id.ToString(CultureInfo.InvariantCulture));
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    async Task WaitUntilReadyAsync()
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                await using NpgsqlConnection connection = new($"{Connection};Database=postgres;Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (tries < 300 && !_process!.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static string[] AsUser(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", User, "--regid", User, "--clear-groups", .. command] : command;

    static async Task RunAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} ended with exit code {process.ExitCode}.");
        }
    }
}
