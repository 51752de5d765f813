namespace MetaLogging.Journaling.Notes;

/// <summary>The signature types of C2SP signed-note that we use.</summary>
internal enum NoteKeyType
{
    /// <summary>Ed25519 over the note's text: a log.</summary>
    Log = 1,

    /// <summary>Ed25519 over a time and the note's text: a witness.</summary>
    Witness = 4,
}
