using System.Text;

namespace MetaLogging.Import;

/// <summary>What sshd writes that is no attempt, by how it begins. <c>error: </c> and <c>fatal: </c> in front are not part of it.</summary>
internal static class KnownMessages
{
    static readonly Dictionary<byte, (byte[] Beginning, PassedReason Reason)[]> ByFirstByte = Group(
        (PassedReason.Connection,
        [
            "Connection ", "Disconnected from ", "Disconnecting", "Received disconnect from ",
            "Did not receive identification string from ", "Bad protocol version identification ", "banner exchange: ",
            "kex_exchange_identification: ", "kex_protocol_error: ", "ssh_dispatch_run_fatal: ", "dispatch_protocol_error: ",
            "Unable to negotiate", "no matching ", "Timeout before authentication for ", "Timeout, client not responding",
            "refused connect from ", "drop connection #", "beginning MaxStartups throttling", "exited MaxStartups throttling",
            "Protocol major versions differ", "Could not write ident string to ", "Magic value check failed ", "Bad packet length",
            "Corrupted ", "padding error", "Corrupt ", "Read error from ", "Read from socket failed", "Write failed", "packet_write_",
            "Packet corrupt", "ssh_packet_", "reverse mapping checking getaddrinfo for ", "Address ", "Nasty PTR record ",
            "Did not receive ident", "srclimit_", "penalty: ", "Protocol error", "Client protocol version", "probed from ", "buffer_get_",
            "message authentication code incorrect", "Hm, kex protocol error", "userauth_finish: ", "mm_",
        ]),
        (PassedReason.InvalidUser,
            ["Invalid user ", "Illegal user ", "input_userauth_request: invalid user ", "input_userauth_request: illegal user "]),
        (PassedReason.TooManyAttempts, ["maximum authentication attempts exceeded ", "Too many authentication failures"]),
        (PassedReason.Login,
        [
            "Postponed ", "Partial ", "Accepted key ", "Accepted certificate ", "Found matching ", "User ", "ROOT LOGIN REFUSED ",
            "Authentication refused: ", "Authentication tried for ", "Authentication key ", "Authorized to ", "Certificate ",
            "Could not get shadow information for ", "Account ", "AuthorizedKeys", "AuthorizedPrincipals", "key_read: ",
            "Login restricted ", "Password ", "Access denied for user ", "userauth_", "input_userauth_", "authorized_keys",
            "Could not open user '", "Could not open authorized ", "Key type ", "Refusing ", "monitor_", "login_", "Root login ",
            "Login name ", "Blacklisted key ", "Public key ",
        ]),
        (PassedReason.Session,
        [
            "Starting session: ", "Close session: ", "subsystem request for ", "Transferred: ", "Closing connection to ",
            "Exiting on signal ", "Changed root directory to ", "syslogin_perform_logout: ", "Failed to ", "session_", "Session ",
            "server_input_channel_req: ", "channel ", "connect_to ", "X11 ", "Received request to connect ", "open failed",
            "Local connections", "refused local port forward", "channel_", "forced-command ", "Attempt to write login records ", "chdir ",
            "Could not chdir ", "bind [", "bind: ", "cannot listen to port", "opened for local user ", "opendir ", "closedir ", "open \"",
            "close \"", "sent status ", "lstat ", "stat name ", "realpath ", "received client version ", "session opened ",
            "session closed ", "session shut down", "Environment ", "Set ", "Allocated pty ", "Executing command", "sftp-server",
        ]),
        (PassedReason.Pam, ["pam_", "PAM ", "PAM: "]),
        (PassedReason.Server,
        [
            "Server listening on ", "Received signal ", "Received SIG", "debug1: ", "debug2: ", "debug3: ", "Generating ", "Generated ",
            "Missing privilege separation directory", "Could not load host key", "Bind to port ", "Cannot bind any address", "rexec line ",
            "Deprecated option ", "Unsupported option ", "Bad configuration ", "HPN ", "sshd: no hostkeys available", "Exiting",
            "RESTART ", "SSH: Server", "fork: ", "accept: ", "setsockopt ", "socket: ", "getsockname ", "reexec", "daemon() failed",
            "chroot(", "seccomp", "ssh_sandbox_", "WARNING: ", "Warning: ", "warning: ", "/etc/ssh/", "command-line", "Unlink ",
            "Couldn't create pid file", "main: ", "Privilege separation ", "kill(", "poll: ", "select: ", "ppoll: ", "pselect: ",
            "error: ", "fatal: ", "Set /proc", "oom_adjust", "Setting ", "fd ", "sshd version ", "audit_", "linux_audit_", "cleanup ",
        ]));

    /// <summary>Whether a message is known to be no attempt, and what it is instead.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, out PassedReason reason)
    {
        ReadOnlySpan<byte> text = message;
        bool isError = TrySkip(ref text, "error: "u8) || TrySkip(ref text, "fatal: "u8);
        if (!text.IsEmpty && ByFirstByte.TryGetValue(text[0], out (byte[] Beginning, PassedReason Reason)[]? candidates))
        {
            foreach ((byte[] beginning, PassedReason known) in candidates)
            {
                if (text.StartsWith(beginning))
                {
                    reason = known;
                    if (reason == PassedReason.Connection && text.IndexOf("Too many authentication failures"u8) >= 0)
                    {
                        reason = PassedReason.TooManyAttempts;
                    }

                    return true;
                }
            }
        }

        // sshd does not tell of attempts as errors.
        reason = PassedReason.Server;
        return isError;
    }

    static bool TrySkip(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> beginning)
    {
        if (!text.StartsWith(beginning))
        {
            return false;
        }

        text = text[beginning.Length..];
        return true;
    }

    static Dictionary<byte, (byte[] Beginning, PassedReason Reason)[]> Group(
        params (PassedReason Reason, string[] Beginnings)[] groups) => groups
        .SelectMany(group => group.Beginnings.Select(beginning => (Beginning: Encoding.ASCII.GetBytes(beginning), group.Reason)))
        .GroupBy(known => known.Beginning[0])
        .ToDictionary(group => group.Key, group => group.ToArray());
}
