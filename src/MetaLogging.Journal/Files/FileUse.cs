namespace MetaLogging.Journaling;

/// <summary>What a file is opened for.</summary>
internal enum FileUse
{
    /// <summary>To be read; others may write, rename and delete it.</summary>
    Read = 0,

    /// <summary>To be read and written; it must exist.</summary>
    Write = 1,

    /// <summary>Made anew and empty; what had the name is replaced.</summary>
    Create = 2,
}
