using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Validation;

namespace MetaLogging.Json;

/// <summary>
/// Reads the members of one event in any order; only at the end, when the kind is known, does it ask which of them belong there.
/// </summary>
internal ref partial struct EventParser
{
    const int LongestName = 32;

    static readonly FrozenDictionary<string, EntryMember> Names = Enumerable.Range(0, EntryMembers.Count)
        .Where(member => (EntryMembers.AddedByTheTrail & EntryMembers.Set((EntryMember)member)) == 0)
        .ToFrozenDictionary(member => EntryMembers.Name((EntryMember)member), member => (EntryMember)member);

    readonly ReadOnlySpan<byte> _json;
    readonly bool _isUtf8;
    readonly List<EventProblem> _problems;
    readonly JsonPath _path = new();
    readonly string?[] _texts = new string?[EntryMembers.Count];
    Utf8JsonReader _reader;
    ulong _given;
    ulong _nulls;
    Guid? _id;
    long? _timestamp;
    EventLevel _level;
    OperationPhase? _phase;
    bool _success = true;
    bool _privacyImpact;
    bool _isBlocked;
    int _attemptCount = 1;
    int _repeatCount = 1;
    double _riskScore;
    JsonObject? _additionalData;
    IReadOnlyList<string> _categories = [];
    IReadOnlyList<string> _subjects = [];
    IReadOnlyList<FieldChange> _changes = [];

    /// <summary>Reads UTF-8, or what is said to be none: then each text is looked at by itself, so that the field can be named.</summary>
    public EventParser(ReadOnlySpan<byte> json, bool isUtf8, List<EventProblem> problems)
    {
        _json = json;
        _isUtf8 = isUtf8;
        _problems = problems;

        // How deep it nests is checked where the field is known.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = EventValidator.LongestEvent + 1 });
    }

    /// <summary>Whether the object has been read to its end.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The field that is being read; empty before the first.</summary>
    public readonly string Place => _path.ToString();

    /// <summary>The event; null where there are problems.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public TrailEvent? Parse(EventKind? expected)
    {
        int before = _problems.Count;
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            Report(ProblemText.NotAnObject);
            _reader.Skip();
            IsAtEnd = true;
            _reader.Read();
            return null;
        }

        HashSet<string>? unknown = null;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            Member(ref unknown);
        }

        IsAtEnd = true;
        _reader.Read();
        return CheckKind(expected) is { } kind && CheckMembers(kind) && _problems.Count == before ? Make(kind) : null;
    }

    void Member(ref HashSet<string>? unknown)
    {
        EntryMember? known = KnownName();
        string name = known is { } one ? EntryMembers.Name(one) : AnyName();
        _path.Push(name);
        _reader.Read();
        if (known is not { } member)
        {
            Report((unknown ??= []).Add(name) ? ProblemText.NotAMember : ProblemText.Repeated);
            _reader.Skip();
        }
        else if ((_given & (1UL << (int)member)) != 0)
        {
            Report(ProblemText.Repeated);
            _reader.Skip();
        }
        else
        {
            _given |= 1UL << (int)member;
            if (_reader.TokenType != JsonTokenType.Null)
            {
                Value(member);
            }
            else
            {
                _nulls |= 1UL << (int)member;
            }
        }

        _path.Pop();
    }

    readonly EntryMember? KnownName()
    {
        Span<char> name = stackalloc char[LongestName];
        if (_reader.ValueIsEscaped)
        {
            // Names written with escapes are rare, but they are the same names.
            return IsText() && Names.TryGetValue(_reader.GetString()!, out EntryMember escaped) ? escaped : null;
        }

        if (_reader.ValueSpan.Length > LongestName || !Ascii.IsValid(_reader.ValueSpan))
        {
            return null;
        }

        int length = _reader.CopyString(name);
        return Names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out EntryMember member) ? member : null;
    }

    void Value(EntryMember member)
    {
        switch (member)
        {
            case EntryMember.Id:
                _id = Text() is { } id ? Accept(Guid.TryParseExact(id, "D", out Guid uuid), uuid, ProblemText.NotAUuid) : null;
                break;
            case EntryMember.Timestamp:
                _timestamp = Time();
                break;
            case EntryMember.Level:
                _level = Text() is { } level
                    ? Accept(EventLevels.TryParse(level, out EventLevel weight), weight, ProblemText.NotALevel)
                    : default;
                break;
            case EntryMember.Phase:
                _phase = Text() is { } phase
                    ? Accept(OperationPhases.TryParse(phase, out OperationPhase half), half, ProblemText.NotAPhase)
                    : null;
                break;
            case EntryMember.Success:
                _success = Flag();
                break;
            case EntryMember.PrivacyImpact:
                _privacyImpact = Flag();
                break;
            case EntryMember.IsBlocked:
                _isBlocked = Flag();
                break;
            case EntryMember.AttemptCount:
                _attemptCount = Count();
                break;
            case EntryMember.RepeatCount:
                _repeatCount = Count();
                break;
            case EntryMember.RiskScore:
                _riskScore = Number();
                break;
            case EntryMember.DataCategories:
                _categories = Texts();
                break;
            case EntryMember.SubjectIds:
                _subjects = Texts();
                break;
            case EntryMember.Changes:
                _changes = Changes();
                break;
            case EntryMember.AdditionalData:
                _additionalData = Object();
                break;
            default:
                _texts[(int)member] = Text();
                break;
        }
    }

    readonly EventKind? CheckKind(EventKind? expected)
    {
        string? said = _texts[(int)EntryMember.Kind];
        if (said is null)
        {
            bool isWrongType = (_given & ~_nulls & (1UL << (int)EntryMember.Kind)) != 0;
            if (expected is null && !isWrongType)
            {
                _problems.Add(new EventProblem("kind", ProblemText.NoKind));
            }

            return expected;
        }

        if (!EventKinds.TryParse(said, out EventKind kind))
        {
            _problems.Add(new EventProblem("kind", ProblemText.NotAKind));
            return expected;
        }

        if (expected is { } wanted && kind != wanted)
        {
            _problems.Add(new EventProblem("kind", $"is not {EventKinds.Name(wanted)}, which is expected here"));
        }

        return expected ?? kind;
    }

    readonly bool CheckMembers(EventKind kind)
    {
        int before = _problems.Count;
        ulong wrong = _given & ~EntryMembers.Allowed(kind);
        ulong missing = EntryMembers.RequiredOfCallers(kind) & ~(_given & ~_nulls);
        for (EntryMember member = 0; (int)member < EntryMembers.Count; member++)
        {
            if ((wrong & (1UL << (int)member)) != 0)
            {
                _problems.Add(new EventProblem(
                    EntryMembers.Name(member), $"is not a member of {EventKinds.Name(kind)}; other data belongs into additional_data"));
            }
            else if ((missing & (1UL << (int)member)) != 0)
            {
                _problems.Add(new EventProblem(EntryMembers.Name(member), ProblemText.Missing));
            }
        }

        return _problems.Count == before;
    }

    readonly TrailEvent Make(EventKind kind) => kind switch
    {
        EventKind.AuditEvent => new AuditEvent
        {
            Action = Given(EntryMember.Action)!,
            ResourceType = Given(EntryMember.ResourceType)!,
            ResourceId = Given(EntryMember.ResourceId),
            UserId = Given(EntryMember.UserId),
            UserName = Given(EntryMember.UserName),
            OnBehalfOf = Given(EntryMember.OnBehalfOf),
            IpAddress = Given(EntryMember.IpAddress),
            UserAgent = Given(EntryMember.UserAgent),
            Success = _success,
            ErrorMessage = Given(EntryMember.ErrorMessage),
            PrivacyImpact = _privacyImpact,
            DataCategories = _categories,
            SubjectIds = _subjects,
            Changes = _changes,
            Phase = _phase,
            OperationId = Given(EntryMember.OperationId),
            Id = _id,
            TimestampNanoseconds = _timestamp,
            Source = Given(EntryMember.Source),
            TenantId = Given(EntryMember.TenantId),
            RequestId = Given(EntryMember.RequestId),
            TraceId = Given(EntryMember.TraceId),
            AdditionalData = _additionalData,
        },
        EventKind.FailedLogin => new FailedLoginAttempt
        {
            Username = Given(EntryMember.Username)!,
            IpAddress = Given(EntryMember.IpAddress)!,
            FailureReason = Given(EntryMember.FailureReason)!,
            UserAgent = Given(EntryMember.UserAgent),
            AttemptCount = _attemptCount,
            IsBlocked = _isBlocked,
            Country = Given(EntryMember.Country),
            RiskScore = _riskScore,
            RepeatCount = _repeatCount,
            Id = _id,
            TimestampNanoseconds = _timestamp,
            Source = Given(EntryMember.Source),
            TenantId = Given(EntryMember.TenantId),
            RequestId = Given(EntryMember.RequestId),
            TraceId = Given(EntryMember.TraceId),
            AdditionalData = _additionalData,
        },
        _ => new SystemEvent
        {
            Level = _level,
            Component = Given(EntryMember.Component)!,
            Message = Given(EntryMember.Message)!,
            UserId = Given(EntryMember.UserId),
            Id = _id,
            TimestampNanoseconds = _timestamp,
            Source = Given(EntryMember.Source),
            TenantId = Given(EntryMember.TenantId),
            RequestId = Given(EntryMember.RequestId),
            TraceId = Given(EntryMember.TraceId),
            AdditionalData = _additionalData,
        },
    };

    readonly string? Given(EntryMember member) => _texts[(int)member];
}
