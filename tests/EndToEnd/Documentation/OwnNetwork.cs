using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>
/// A network for the commands of one page: the pages name ports, and whoever else listens on this machine must not be in their way. Root has one with nothing in
/// it but loopback; others have the machine's, if the port of the server is free there.
/// </summary>
internal sealed class OwnNetwork : IAsyncDisposable
{
    const int ServerPort = 8420;

    /// <summary>Says that it is there, and lives until its input ends.</summary>
    const string Holder = "import fcntl,socket,struct,sys\n"
        + "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 0x49))\n"   // SIOCSIFFLAGS: up, loopback, running
        + "print('up', flush=True)\n"
        + "sys.stdin.read()\n";

    readonly Process? _holder;

    OwnNetwork(Process? holder) => _holder = holder;

    /// <summary>Opens one; null where the machine's network has to do, and the port is taken there.</summary>
    public static async Task<OwnNetwork?> OpenAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
        {
            Process holder = Process.Start(new ProcessStartInfo("unshare", ["--net", "python3", "-c", Holder])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (await holder.StandardOutput.ReadLineAsync(cancellationToken) == "up")
            {
                return new(holder);
            }

            holder.Dispose();   // not allowed here, in a container perhaps
        }

        try
        {
            using TcpListener free = new(IPAddress.Loopback, ServerPort);
            free.Start();
            return new(null);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>How a script is run in it: the program, and its arguments.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Run(string script) => _holder is { } holder
        ? ("nsenter", [$"--net=/proc/{holder.Id}/ns/net", "bash", "-c", script])
        : ("bash", ["-c", script]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_holder is { } holder)
        {
            holder.StandardInput.Close();
            await holder.WaitForExitAsync();
            holder.Dispose();
        }
    }
}
