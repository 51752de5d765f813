namespace MetaLogging.Entries;

/// <summary>
/// The members of facts and details. Those of one object stand together, in the order in which canonical JSON writes them.
/// </summary>
internal enum EntryMember : byte
{
    Action,
    AssessedBlock,
    AssessedCountry,
    AssessedRisk,
    AttemptCount,
    Component,
    Country,
    DataCategories,
    Detail,
    FailureReason,
    Id,
    IsBlocked,
    Kind,
    Level,
    Log,
    OperationId,
    Phase,
    PrivacyImpact,
    RecordedAt,
    RecordedBy,
    RepeatCount,
    ResourceType,
    RiskScore,
    Source,
    Success,
    TenantId,
    Timestamp,
    Version,

    OnBehalfOf,
    UserId,
    UserName,
    Username,

    IpAddress,
    RequestId,
    TraceId,
    UserAgent,

    ResourceId,
    SubjectIds,

    AdditionalData,
    Changes,
    ErrorMessage,
    Message,
    Reasons,
}
