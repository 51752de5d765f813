namespace MetaLogging.Exports;

/// <summary>What becomes of a file that has the name already.</summary>
internal enum Replacing
{
    /// <summary>It stays, and nothing is written.</summary>
    Nothing = 0,

    /// <summary>It is replaced.</summary>
    WhatIsThere = 1,
}
