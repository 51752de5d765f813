namespace MetaLogging.Api.Configuration;

/// <summary>What becomes of a question while the journal can't be written.</summary>
public enum ReadsPolicy
{
    /// <summary>It is answered and counted; a <c>metalog.gap</c> says so when the journal can be written again.</summary>
    Continue = 0,

    /// <summary>It is refused with 503.</summary>
    Refuse = 1,
}
