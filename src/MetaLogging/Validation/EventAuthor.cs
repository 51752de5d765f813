namespace MetaLogging.Validation;

/// <summary>Who made an event.</summary>
internal enum EventAuthor
{
    /// <summary>A caller: names under <c>metalog.</c> are refused.</summary>
    Caller = 0,

    /// <summary>The trail, about itself.</summary>
    Trail = 1,
}
