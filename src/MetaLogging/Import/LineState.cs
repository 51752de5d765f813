namespace MetaLogging.Import;

/// <summary>What became of a line.</summary>
internal enum LineState : byte
{
    Event = 0,
    Passed = 1,
    Unplaced = 2,
    Rejected = 3,
}
