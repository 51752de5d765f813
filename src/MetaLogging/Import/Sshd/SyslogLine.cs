namespace MetaLogging.Import;

/// <summary>
/// A line of syslog: RFC 3164's form as programs write it to files (<c>Mar  1 12:00:00 host sshd[1]: text</c>), the same with an RFC 3339
/// time, and RFC 5424's (<c>&lt;38&gt;1 2026-03-01T12:00:00Z host sshd 1 - - text</c>); each with or without the number in front.
/// </summary>
internal ref struct SyslogLine
{
    /// <summary>When.</summary>
    public LogTime Time;

    /// <summary>The host; empty where the line names none.</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>The program's name without path and process id; empty where the line names none.</summary>
    public ReadOnlySpan<byte> Program;

    /// <summary>What it says.</summary>
    public ReadOnlySpan<byte> Message;

    /// <summary>Whether OpenSSH's server or one of its helpers wrote it. Long ago PAM's lines of it had a name of their own.</summary>
    public readonly bool IsSshd => Program.StartsWith("sshd"u8)
        && (Program.Length == 4 || Program[4..].SequenceEqual("-session"u8) || Program[4..].SequenceEqual("-auth"u8) || IsOldPam);

    /// <summary>Whether it is a line of PAM that names the module as part of the program: <c>sshd(pam_unix)[1]: …</c></summary>
    public readonly bool IsOldPam => Program.StartsWith("sshd(pam_"u8);

    /// <summary>Takes a line apart; false when it does not begin as a line of syslog does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out SyslogLine parsed)
    {
        parsed = default;
        bool hasNumber = TrySkipNumber(ref line);
        if (hasNumber && line.StartsWith("1 "u8) && line.Length > 2)
        {
            line = line[2..];
            return TryReadStructured(line, ref parsed);
        }

        if (line.IsEmpty || !(char.IsAsciiDigit((char)line[0])
            ? LogTimeReader.TryReadIso(ref line, out parsed.Time)
            : LogTimeReader.TryReadTraditional(ref line, out parsed.Time)))
        {
            return false;
        }

        ReadOnlySpan<byte> host = TakeWord(ref line);
        if (host is [.., (byte)':'] && IsTagOfSshd(host))
        {
            parsed.Program = NameOf(host[..^1]);
            parsed.Message = line;
            return true;
        }

        parsed.Host = host;
        int end = line.IndexOfAny((byte)' ', (byte)'[', (byte)':');
        if (end < 0 || line[end] == ' ')
        {
            parsed.Message = line;
            return true;
        }

        ReadOnlySpan<byte> program = line[..end];
        ReadOnlySpan<byte> rest = line[end..];
        if (rest[0] == '[')
        {
            int close = rest.IndexOf((byte)']');
            if (close < 0 || close + 1 == rest.Length || rest[close + 1] != ':')
            {
                parsed.Message = line;
                return true;
            }

            rest = rest[(close + 1)..];
        }

        parsed.Program = AfterPath(program);
        parsed.Message = rest is [_, (byte)' ', ..] ? rest[2..] : rest[1..];
        return true;
    }

    static bool TryReadStructured(ReadOnlySpan<byte> line, ref SyslogLine parsed)
    {
        if (!LogTimeReader.TryReadIso(ref line, out parsed.Time))
        {
            return false;
        }

        parsed.Host = TakeWord(ref line);
        parsed.Host = parsed.Host is [(byte)'-'] ? default : parsed.Host;
        parsed.Program = AfterPath(TakeWord(ref line));
        TakeWord(ref line);
        TakeWord(ref line);
        if (!TrySkipData(ref line))
        {
            return false;
        }

        parsed.Message = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        return true;
    }

    /// <summary>
    /// Skips a structured datum: <c>-</c>, or <c>[id name="value"]…</c> in which quotes, backslashes and brackets of values are escaped.
    /// </summary>
    static bool TrySkipData(scoped ref ReadOnlySpan<byte> line)
    {
        int at = 0;
        if (line is [(byte)'-', ..])
        {
            at = 1;
        }
        else
        {
            bool isQuoted = false;
            bool isOpen = false;
            for (; at < line.Length && (isOpen || line[at] == '['); at++)
            {
                switch (line[at])
                {
                    case (byte)'\\' when isQuoted:
                        at++;
                        break;
                    case (byte)'"':
                        isQuoted = !isQuoted;
                        break;
                    case (byte)'[' or (byte)']' when !isQuoted:
                        isOpen = line[at] == '[';
                        break;
                }
            }

            if (at == 0 || at > line.Length || isOpen)
            {
                return false;
            }
        }

        if (at < line.Length && line[at] != ' ')
        {
            return false;
        }

        line = at < line.Length ? line[(at + 1)..] : default;
        return true;
    }

    static bool TrySkipNumber(scoped ref ReadOnlySpan<byte> line)
    {
        if (line is not [(byte)'<', ..])
        {
            return false;
        }

        int close = line[..Math.Min(line.Length, 5)].IndexOf((byte)'>');
        if (close < 2 || line[1..close].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        line = line[(close + 1)..];
        return true;
    }

    static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = space < 0 ? line : line[..space];
        line = space < 0 ? default : line[(space + 1)..];
        return word;
    }

    static bool IsTagOfSshd(ReadOnlySpan<byte> tag) => new SyslogLine { Program = NameOf(tag[..^1]) }.IsSshd;

    static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> tag)
    {
        int bracket = tag.IndexOf((byte)'[');
        return AfterPath(bracket < 0 ? tag : tag[..bracket]);
    }

    static ReadOnlySpan<byte> AfterPath(ReadOnlySpan<byte> program) => program[(program.LastIndexOf((byte)'/') + 1)..];
}
