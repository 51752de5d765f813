using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using MetaLogging.Events;

namespace MetaLogging.Import;

/// <summary>
/// Makes events of what sshd writes. A failed attempt becomes a failed login, an accepted one an audit event <c>auth.login</c>; nothing
/// else does.
/// </summary>
internal sealed class SshdInterpreter : ILineInterpreter
{
    const int MaxNameLength = 512;
    const int MaxHostLength = 123;

    readonly DerivedIds _ids;
    readonly LocalClock _clock;
    readonly YearWalk _years;
    readonly bool _isYearGiven;
    readonly bool _doesPamCount;
    byte[] _lastHost = [];
    string _lastSource = "sshd";

    public SshdInterpreter(InstallationKey key, ImportOptions options, SshdSurvey survey)
    {
        _ids = new DerivedIds(key, "sshd"u8);
        _clock = new LocalClock(options.TimeZone);
        _years = new YearWalk(survey.FindStartYear());
        _isYearGiven = options.Year is not null;
        _doesPamCount = !survey.HasFailures;
    }

    public LineOutcome Read(ReadOnlySpan<byte> line)
    {
        if (!SyslogLine.TryRead(line, out SyslogLine parsed))
        {
            return Utf8.IsValid(line) ? LineOutcome.NotPlaced("does not begin with a time as syslog writes it") : NotText();
        }

        int year = FindYear(parsed.Time);
        if (!parsed.IsSshd)
        {
            return parsed.Program.IsEmpty && IsLastRepeated(line)
                ? LineOutcome.NotPlaced("says that the last message was repeated, and not which")
                : LineOutcome.Of(PassedReason.OtherProgram);
        }

        if (!Utf8.IsValid(line))
        {
            return NotText();
        }

        SshdMessage message = SshdMessage.Read(parsed.Message, parsed.IsOldPam);
        switch (message.Kind)
        {
            case SshdMessageKind.Passed:
                return LineOutcome.Of(message.Reason);
            case SshdMessageKind.PamFailure when !_doesPamCount:
                return LineOutcome.Of(PassedReason.Pam);
            case SshdMessageKind.Unreadable:
                return LineOutcome.NotPlaced("should tell of an attempt, and its end is not as sshd writes it");
            case SshdMessageKind.Unknown:
                return LineOutcome.NotPlaced("is a message of sshd that is not known");
            default:
                return LocalClock.FindProblem(parsed.Time, year) is { } problem
                    ? LineOutcome.Rejected("timestamp", problem)
                    : LineOutcome.Of(MakeEvent(line, parsed, year, message));
        }
    }

    public void Dispose() => _ids.Dispose();

    static LineOutcome NotText() => LineOutcome.Rejected("", "is not valid UTF-8");

    static bool IsLastRepeated(ReadOnlySpan<byte> line) => line.IndexOf("last message repeated "u8) >= 0;

    int FindYear(in LogTime time)
    {
        if (time.Year == 0)
        {
            return time.IsInRange ? _years.Place(time) : 0;
        }

        if (!_isYearGiven && time.IsInRange)
        {
            _years.See(time, time.Year);
        }

        return time.Year;
    }

    TrailEvent MakeEvent(ReadOnlySpan<byte> line, in SyslogLine parsed, int year, in SshdMessage message)
    {
        Guid id = _ids.Next(line, _isYearGiven && parsed.Time.Year == 0 ? year : null);
        long timestamp = _clock.ToUnixTime(parsed.Time, year);
        string source = SourceOf(parsed.Host);
        JsonObject additional = new() { ["method"] = MethodOf(message.Method) };
        if (message.Port > 0)
        {
            additional["port"] = message.Port;
        }

        string address = ReadPeer(message.Peer, additional);
        string user = ReadUser(message.User, additional);
        if (!message.Extra.IsEmpty)
        {
            AddKey(message.Extra, additional);
        }

        return message.Kind == SshdMessageKind.Accepted
            ? new AuditEvent
            {
                Id = id,
                TimestampNanoseconds = timestamp,
                Source = source,
                Action = LogImport.LoginAction,
                ResourceType = "session",
                UserName = user,
                IpAddress = address.Length == 0 ? null : address,
                Success = true,
                AdditionalData = additional,
            }
            : new FailedLoginAttempt
            {
                Id = id,
                TimestampNanoseconds = timestamp,
                Source = source,
                Username = user,
                IpAddress = address,
                FailureReason = ReasonOf(message),
                RepeatCount = message.Repeat,
                AdditionalData = additional,
            };
    }

    static string ReasonOf(in SshdMessage message) =>
        message.IsInvalidUser ? "invalid_user"
        : message.Method.SequenceEqual("password"u8) ? "invalid_password"
        : message.Method.SequenceEqual("publickey"u8) ? "invalid_key"
        : "unknown";

    static string MethodOf(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("password"u8) ? "password" : method.SequenceEqual("publickey"u8) ? "publickey"
            : Encoding.UTF8.GetString(method);

    static string ReadPeer(ReadOnlySpan<byte> peer, JsonObject additional)
    {
        // sshd writes UNKNOWN for a client that is gone.
        if (peer.IsEmpty || peer.SequenceEqual("UNKNOWN"u8))
        {
            return "";
        }

        if (PeerAddress.TryRead(peer, out string address, out string? zone))
        {
            if (zone is not null)
            {
                additional["zone"] = zone;
            }

            return address;
        }

        additional["host"] = Encoding.UTF8.GetString(peer);
        return "";
    }

    /// <summary>A name that is longer than an event can hold is cut and its length said: a long name must not hide an attempt.</summary>
    static string ReadUser(ReadOnlySpan<byte> name, JsonObject additional)
    {
        string user = Encoding.UTF8.GetString(name);
        if (user.Length <= MaxNameLength)
        {
            return user;
        }

        additional["user_name_length"] = user.Length;
        return user[..(char.IsHighSurrogate(user[MaxNameLength - 1]) ? MaxNameLength - 1 : MaxNameLength)];
    }

    static void AddKey(ReadOnlySpan<byte> extra, JsonObject additional)
    {
        int space = extra.IndexOf((byte)' ');
        ReadOnlySpan<byte> rest = extra[(space + 1)..];
        int end = rest.IndexOfAny((byte)' ', (byte)',');
        ReadOnlySpan<byte> fingerprint = end < 0 ? rest : rest[..end];
        if (space > 0 && SshdMessage.IsFingerprint(fingerprint))
        {
            additional["key_type"] = Encoding.UTF8.GetString(extra[..space]);
            additional["key_fingerprint"] = Encoding.UTF8.GetString(fingerprint);
            if (end < 0)
            {
                return;
            }
        }

        additional["details"] = Encoding.UTF8.GetString(extra);
    }

    string SourceOf(ReadOnlySpan<byte> host)
    {
        if (!host.SequenceEqual(_lastHost))
        {
            _lastHost = host.ToArray();
            _lastSource = host.IsEmpty ? "sshd" : $"{NameOf(host)}/sshd";
        }

        return _lastSource;
    }

    /// <summary>A source is a name; what a name may not hold becomes an underscore.</summary>
    static string NameOf(ReadOnlySpan<byte> host) => string.Create(Math.Min(host.Length, MaxHostLength), host, static (name, host) =>
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = (char)host[i];
            name[i] = char.IsAsciiLetterOrDigit(c) || "_.:/{}+*#-".Contains(c, StringComparison.Ordinal) ? c : '_';
        }
    });
}
