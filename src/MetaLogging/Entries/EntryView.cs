using System.Text.Unicode;
using MetaLogging.Events;
using MetaLogging.Journaling;

namespace MetaLogging.Entries;

/// <summary>
/// Reads an entry's fact and detail member by member without making objects of them: values are slices of the entry's own bytes, and valid
/// as long as those are. One view is used for many entries, one after another. Not thread-safe.
/// </summary>
/// <remarks>
/// It reads canonical JSON and nothing else, and refuses what it does not know: a member of a newer version is never passed over in
/// silence. It does not check the digest by which the fact commits to the detail.
/// </remarks>
public sealed partial class EntryView
{
    const string Fact = "fact";

    readonly TextSlice[] _slices = new TextSlice[EntryMembers.Count];
    readonly List<TextSlice> _categories = [];
    readonly List<TextSlice> _subjects = [];
    ReadOnlyMemory<byte> _fact;
    ReadOnlyMemory<byte> _detail;
    DetailLayout _layout;
    ulong _seen;

    /// <summary>
    /// Reads an entry; what was read before is no longer valid. An entry whose detail was not asked for is read as if all its parts were
    /// empty.
    /// </summary>
    /// <exception cref="EntryFormatException">It is not an entry that this version can read; the message names the member, never its value.
    /// The view holds nothing then.</exception>
    public void Read(in JournalEntry entry)
    {
        Clear();
        bool isRead = false;
        try
        {
            if (!Utf8.IsValid(entry.Fact.Span) || !Utf8.IsValid(entry.Detail.Span))
            {
                throw new EntryFormatException("The entry is not valid UTF-8.");
            }

            Sequence = entry.Sequence;
            _fact = entry.Fact;
            _detail = entry.Detail;
            ReadFact();
            if (!entry.Detail.IsEmpty)
            {
                ReadDetail();
            }

            CheckMembers();
            IsOwn = Kind == EventKind.AuditEvent && Slice(EntryMember.Action).StartsWith("metalog."u8);
            isRead = true;
        }
        finally
        {
            if (!isRead)
            {
                Clear();
            }
        }
    }

    /// <summary>The sequence.</summary>
    public long Sequence { get; private set; }

    /// <summary>The kind.</summary>
    public EventKind Kind { get; private set; }

    /// <summary>The event id.</summary>
    public Guid Id { get; private set; }

    /// <summary>When it happened, in nanoseconds since the epoch.</summary>
    public long TimestampNanoseconds { get; private set; }

    /// <summary>When it was recorded, in nanoseconds since the epoch.</summary>
    public long RecordedAtNanoseconds { get; private set; }

    /// <summary>Whether the trail wrote it about itself: an audit event whose action begins with <c>metalog.</c></summary>
    public bool IsOwn { get; private set; }

    /// <summary>The parts that have been erased.</summary>
    public EntryParts Erased { get; private set; }

    /// <summary>What the member <c>log</c> says; null where there is none.</summary>
    public LogOrder? Order { get; private set; }

    /// <summary><c>success</c> of an audit event; true for other kinds.</summary>
    public bool Success { get; private set; } = true;

    /// <summary><c>privacy_impact</c> of an audit event.</summary>
    public bool PrivacyImpact { get; private set; }

    /// <summary><c>phase</c> of an audit event; null: both in one.</summary>
    public OperationPhase? Phase { get; private set; }

    /// <summary><c>level</c> of a system event.</summary>
    public EventLevel Level { get; private set; }

    /// <summary><c>attempt_count</c> of a failed login, at least 0; 1 for other kinds.</summary>
    public int AttemptCount { get; private set; } = 1;

    /// <summary><c>repeat_count</c> of a failed login, at least 1; 1 for other kinds.</summary>
    public int RepeatCount { get; private set; } = 1;

    /// <summary><c>is_blocked</c> of a failed login.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary><c>risk_score</c> of a failed login, as the caller gave it.</summary>
    public double RiskScore { get; private set; }

    /// <summary><c>assessed_risk</c>; null where it was not assessed.</summary>
    public double? AssessedRisk { get; private set; }

    /// <summary><c>assessed_block</c>; null where it was not assessed.</summary>
    public bool? AssessedBlock { get; private set; }

    /// <summary><c>source</c>, a name. Of the fact.</summary>
    public EntryText Source => Text(EntryMember.Source);

    /// <summary><c>recorded_by</c>, a name. Of the fact.</summary>
    public EntryText RecordedBy => Text(EntryMember.RecordedBy);

    /// <summary><c>tenant_id</c>, a name. Of the fact.</summary>
    public EntryText TenantId => Text(EntryMember.TenantId);

    /// <summary><c>action</c> of an audit event, a name. Of the fact.</summary>
    public EntryText Action => Text(EntryMember.Action);

    /// <summary><c>resource_type</c> of an audit event, a name. Of the fact.</summary>
    public EntryText ResourceType => Text(EntryMember.ResourceType);

    /// <summary><c>component</c> of a system event, a name. Of the fact.</summary>
    public EntryText Component => Text(EntryMember.Component);

    /// <summary><c>operation_id</c> of an audit event, a name. Of the fact.</summary>
    public EntryText OperationId => Text(EntryMember.OperationId);

    /// <summary><c>failure_reason</c> of a failed login, a name. Of the fact.</summary>
    public EntryText FailureReason => Text(EntryMember.FailureReason);

    /// <summary><c>country</c> of a failed login as the caller gave it, in upper case. Of the fact.</summary>
    public EntryText Country => Text(EntryMember.Country);

    /// <summary><c>assessed_country</c>, in upper case. Of the fact.</summary>
    public EntryText AssessedCountry => Text(EntryMember.AssessedCountry);

    /// <summary><c>user_id</c>. Of the actor.</summary>
    public EntryText UserId => Text(EntryMember.UserId);

    /// <summary><c>user_name</c> of an audit event. Of the actor.</summary>
    public EntryText UserName => Text(EntryMember.UserName);

    /// <summary><c>on_behalf_of</c> of an audit event. Of the actor.</summary>
    public EntryText OnBehalfOf => Text(EntryMember.OnBehalfOf);

    /// <summary><c>username</c> of a failed login; empty: not known. Of the actor.</summary>
    public EntryText Username => Text(EntryMember.Username);

    /// <summary><c>ip_address</c> in RFC 5952 form; empty for a failed login whose address is not known. Of the client.</summary>
    public EntryText IpAddress => Text(EntryMember.IpAddress);

    /// <summary><c>user_agent</c>. Of the client.</summary>
    public EntryText UserAgent => Text(EntryMember.UserAgent);

    /// <summary><c>request_id</c>. Of the client.</summary>
    public EntryText RequestId => Text(EntryMember.RequestId);

    /// <summary><c>trace_id</c>. Of the client.</summary>
    public EntryText TraceId => Text(EntryMember.TraceId);

    /// <summary><c>resource_id</c> of an audit event. Of the subject.</summary>
    public EntryText ResourceId => Text(EntryMember.ResourceId);

    /// <summary><c>error_message</c> of an audit event. Of the content.</summary>
    public EntryText ErrorMessage => Text(EntryMember.ErrorMessage);

    /// <summary><c>message</c> of a system event. Of the content.</summary>
    public EntryText Message => Text(EntryMember.Message);

    /// <summary><c>additional_data</c> as a canonical JSON object (escapes as they stand); empty when absent. Of the content.</summary>
    public ReadOnlySpan<byte> AdditionalDataJson => Slice(EntryMember.AdditionalData);

    /// <summary><c>changes</c> as a canonical JSON array; empty when absent. Of the content.</summary>
    public ReadOnlySpan<byte> ChangesJson => Slice(EntryMember.Changes);

    /// <summary>The assessment's <c>reasons</c> as a canonical JSON array of texts; empty when absent. Of the content.</summary>
    public ReadOnlySpan<byte> ReasonsJson => Slice(EntryMember.Reasons);

    /// <summary>How many <c>data_categories</c> there are. Of the fact.</summary>
    public int DataCategoryCount => _categories.Count;

    /// <summary>One of <c>data_categories</c>, in the order given.</summary>
    public EntryText DataCategoryAt(int index) => new(_fact.Span, _categories[index]);

    /// <summary>How many <c>subject_ids</c> there are. Of the subject.</summary>
    public int SubjectIdCount => _subjects.Count;

    /// <summary>One of <c>subject_ids</c>, in the order given.</summary>
    public EntryText SubjectIdAt(int index) => new(_detail.Span, _subjects[index]);

    /// <summary>Where the parts of the detail stand.</summary>
    internal ref readonly DetailLayout Layout => ref _layout;

    /// <summary>A member's bytes as they stand: a text without its quotation marks, any other value as JSON; empty when absent.</summary>
    internal ReadOnlySpan<byte> Slice(EntryMember member) => _slices[(int)member].Of(BytesOf(member));

    /// <summary>Whether a member is there.</summary>
    internal bool Has(EntryMember member) => (_seen & (1UL << (int)member)) != 0;

    EntryText Text(EntryMember member) => new(BytesOf(member), _slices[(int)member]);

    ReadOnlySpan<byte> BytesOf(EntryMember member) => member < EntryMembers.FirstOfDetail ? _fact.Span : _detail.Span;

    void CheckMembers()
    {
        ulong wrong = _seen & ~EntryMembers.Allowed(Kind);
        ulong missing = EntryMembers.Required(Kind) & ~_seen;
        if (wrong != 0)
        {
            throw new EntryFormatException($"The entry has the member {NameOfFirst(wrong)}, which its kind has not.");
        }

        if (missing != 0)
        {
            throw new EntryFormatException($"The member {NameOfFirst(missing)} of the {Fact} is missing.");
        }
    }

    static string NameOfFirst(ulong members) => EntryMembers.Name((EntryMember)System.Numerics.BitOperations.TrailingZeroCount(members));

    void Clear()
    {
        Array.Clear(_slices);
        _categories.Clear();
        _subjects.Clear();
        _fact = default;
        _detail = default;
        _layout = default;
        _seen = 0;
        Sequence = 0;
        Kind = default;
        Id = default;
        TimestampNanoseconds = 0;
        RecordedAtNanoseconds = 0;
        IsOwn = false;
        Erased = EntryParts.None;
        Order = null;
        Success = true;
        PrivacyImpact = false;
        Phase = null;
        Level = default;
        AttemptCount = 1;
        RepeatCount = 1;
        IsBlocked = false;
        RiskScore = 0;
        AssessedRisk = null;
        AssessedBlock = null;
    }
}
