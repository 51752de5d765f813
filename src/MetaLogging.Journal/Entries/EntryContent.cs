namespace MetaLogging.Journaling;

/// <summary>What is read of an entry.</summary>
[Flags]
public enum EntryContent
{
    /// <summary>The fact.</summary>
    Fact = 1,

    /// <summary>The detail.</summary>
    Detail = 2,

    /// <summary>Both.</summary>
    FactAndDetail = Fact | Detail,
}
