using System.Buffers.Text;

namespace MetaLogging.Import;

/// <summary>
/// What a message of sshd tells. The client chooses the user name, so an attempt is read from its right end: <c>Failed METHOD for [invalid
/// user ]NAME from ADDRESS port PORT ssh2[: KEY]</c>, where the last place that reads so counts, and the key must look like one as long as
/// there is a place where it does.
/// </summary>
/// <remarks>
/// sshd puts text of the client behind the port, too, when it logs the id of a certificate or the user of host-based authentication. A
/// client that forges a whole ending in there can make one line look as if it came from elsewhere; sshd's own format leaves no way to tell.
/// </remarks>
internal ref struct SshdMessage
{
    public SshdMessageKind Kind;
    public PassedReason Reason;

    /// <summary>How many attempts it stands for.</summary>
    public int Repeat;

    public bool IsInvalidUser;
    public ReadOnlySpan<byte> Method;
    public ReadOnlySpan<byte> User;
    public ReadOnlySpan<byte> Peer;
    public int Port;

    /// <summary>What stands behind the port: the kind and the fingerprint of a key; empty where there is none.</summary>
    public ReadOnlySpan<byte> Extra;

    public static SshdMessage Read(ReadOnlySpan<byte> message, bool isOldPam)
    {
        SshdMessage read = new() { Repeat = 1 };
        message = message.TrimEnd((byte)' ');
        if (message.StartsWith("message repeated "u8) && !TryUnwrap(ref message, out read.Repeat))
        {
            read.Kind = SshdMessageKind.Unreadable;
            return read;
        }

        if (message.StartsWith("Failed "u8) && read.TryReadAttempt(message[7..]) is { } failed)
        {
            read.Kind = failed ? SshdMessageKind.Failed : SshdMessageKind.Unreadable;
        }
        else if (message.StartsWith("Accepted "u8) && read.TryReadAttempt(message[9..]) is { } accepted)
        {
            read.Kind = accepted ? SshdMessageKind.Accepted : SshdMessageKind.Unreadable;
        }
        else if (TryFindPamFailure(message, isOldPam, out ReadOnlySpan<byte> failure))
        {
            read.Kind = SshdMessageKind.PamFailure;
            read.ReadPam(failure);
        }
        else if (isOldPam)
        {
            read.Kind = SshdMessageKind.Passed;
            read.Reason = PassedReason.Pam;
        }
        else
        {
            read.Kind = KnownMessages.TryFind(message, out read.Reason) ? SshdMessageKind.Passed : SshdMessageKind.Unknown;
        }

        return read;
    }

    /// <summary>Takes <c>message repeated N times: [ … ]</c> off.</summary>
    static bool TryUnwrap(ref ReadOnlySpan<byte> message, out int repeat)
    {
        ReadOnlySpan<byte> rest = message["message repeated ".Length..];
        if (!Utf8Parser.TryParse(rest, out repeat, out int digits) || repeat < 1 || rest[0] == '+')
        {
            return false;
        }

        rest = rest[digits..];
        if (!rest.StartsWith(" times: ["u8) || rest[^1] != ']')
        {
            return false;
        }

        message = rest[" times: [".Length..^1].Trim((byte)' ');
        return true;
    }

    /// <summary>Null: it is no attempt at all, such as "Failed to …". False: it is one, and its end can't be read.</summary>
    bool? TryReadAttempt(ReadOnlySpan<byte> text)
    {
        int space = text.IndexOf((byte)' ');
        if (space <= 0 || !text[(space + 1)..].StartsWith("for "u8))
        {
            return null;
        }

        Method = text[..space];
        text = text[(space + 5)..];
        if (text.EndsWith(" [preauth]"u8))
        {
            text = text[..^10];
        }

        if (text.StartsWith("invalid user "u8) || text.StartsWith("illegal user "u8))
        {
            IsInvalidUser = true;
            text = text[13..];
        }

        return TryReadFromRight(text, isKeyChecked: true) || TryReadFromRight(text, isKeyChecked: false);
    }

    bool TryReadFromRight(ReadOnlySpan<byte> text, bool isKeyChecked)
    {
        // An empty name leaves " from …" at the start: both spaces around it are in the line, one of them taken with "for ".
        ReadOnlySpan<byte> before = text;
        while (true)
        {
            int from = before.LastIndexOf(" from "u8);
            if (from < 0)
            {
                return false;
            }

            if (TryReadEnd(text[(from + 6)..], isKeyChecked))
            {
                User = text[..from];
                return true;
            }

            before = before[..from];
        }
    }

    bool TryReadEnd(ReadOnlySpan<byte> text, bool isKeyChecked)
    {
        int space = text.IndexOf((byte)' ');
        if (space <= 0 || !text[(space + 1)..].StartsWith("port "u8))
        {
            return false;
        }

        ReadOnlySpan<byte> peer = text[..space];
        text = text[(space + 6)..];
        if (!Utf8Parser.TryParse(text, out ushort port, out int digits)
            || (!PeerAddress.IsHostName(peer) && !PeerAddress.TryRead(peer, out _, out _)))
        {
            return false;
        }

        text = text[digits..];
        text = text.StartsWith(" ssh2"u8) || text.StartsWith(" ssh1"u8) ? text[5..] : text.StartsWith(" ssh"u8) ? text[4..] : text;
        ReadOnlySpan<byte> extra = default;
        if (!text.IsEmpty)
        {
            if (!text.StartsWith(": "u8) || (isKeyChecked && !LooksLikeKey(text[2..])))
            {
                return false;
            }

            extra = text[2..];
        }

        Peer = peer;
        Port = port;
        Extra = extra;
        return true;
    }

    /// <summary><c>KIND FINGERPRINT</c>, and for certificates and hosts more behind it; or one word, the principal of Kerberos.</summary>
    static bool LooksLikeKey(ReadOnlySpan<byte> extra)
    {
        int space = extra.IndexOf((byte)' ');
        if (space < 0)
        {
            return true;
        }

        ReadOnlySpan<byte> rest = extra[(space + 1)..];
        int end = rest.IndexOfAny((byte)' ', (byte)',');
        ReadOnlySpan<byte> fingerprint = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        return IsFingerprint(fingerprint) && (rest.IsEmpty || rest.StartsWith(" ID "u8) || rest.StartsWith(", client user \""u8));
    }

    public static bool IsFingerprint(ReadOnlySpan<byte> text) =>
        text.StartsWith("SHA256:"u8) || text.StartsWith("SHA512:"u8) || text.StartsWith("SHA1:"u8) || text.StartsWith("MD5:"u8)
            || (text.Length == 47 && text[2] == ':');

    static bool TryFindPamFailure(ReadOnlySpan<byte> message, bool isOldPam, out ReadOnlySpan<byte> failure)
    {
        failure = message;
        if (!isOldPam)
        {
            int colon = message.StartsWith("pam_"u8) ? message.IndexOf("): "u8) : -1;
            int service = message.IndexOf("(sshd"u8);
            if (colon < 0 || service < 0 || service > colon)
            {
                return false;
            }

            failure = message[(colon + 3)..];
        }

        return failure.StartsWith("authentication failure;"u8);
    }

    /// <summary>
    /// Reads <c>… rhost=PEER[  user=NAME]</c>: the name stands last and may hold anything, so that all before it is read from the left.
    /// </summary>
    void ReadPam(ReadOnlySpan<byte> failure)
    {
        Method = "pam"u8;
        int at = failure.IndexOf(" rhost="u8);
        if (at < 0)
        {
            return;
        }

        failure = failure[(at + 7)..];
        int space = failure.IndexOf((byte)' ');
        Peer = space < 0 ? failure : failure[..space];
        failure = space < 0 ? default : failure[space..].TrimStart((byte)' ');
        User = failure.StartsWith("user="u8) ? failure[5..] : default;
    }
}
