namespace MetaLogging.Validation;

/// <summary>Who made an event.</summary>
internal enum EventAuthor
{
    /// <summary>A caller: names under <c>metalog.</c> are refused.</summary>
    Caller = 0,

    /// <summary>The trail, about itself.</summary>
    Trail = 1,

    /// <summary>Somebody who may hand on what another journal recorded, its gaps among it: of the names under <c>metalog.</c> only <c>metalog.gap</c> is taken.</summary>
    OtherJournal = 2,
}
