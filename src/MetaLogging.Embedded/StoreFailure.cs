using DuckDB.NET.Data;
using DuckDB.NET.Native;
using MetaLogging.Embedded.Files;
using MetaLogging.Embedded.Writing;
using MetaLogging.Stores;

namespace MetaLogging.Embedded;

/// <summary>
/// What goes wrong below the store, as the one exception that it throws. DuckDB's own words stay in the inner exception: they may quote
/// values.
/// </summary>
internal static class StoreFailure
{
    public static bool IsOfDatabase(Exception reason) =>
        reason is DuckDBException or AppendFailedException or IOException or UnauthorizedAccessException or OutOfMemoryException;

    public static StoreException Of(Exception reason, StoreFiles files)
    {
        string file = files.Database;
        if (IsDiskFull(reason))
        {
            return Transient($"The embedded store {file} could not be written: its disk is full. Make room; it goes on by itself.", reason);
        }

        if (IsOfLock(reason))
        {
            return Transient($"The embedded store {file} is in use by another process. Stop that one, or ask it.", reason);
        }

        if (IsOfMemory(reason))
        {
            return Transient(
                "The embedded store needs more memory than MetaLogging:Embedded:MemoryLimit allows. Raise it, or ask for a shorter range.",
                reason);
        }

        if (IsOfRights(reason))
        {
            return new($"The embedded store {file} can't be opened: this process may not read and write it. Give it the right to.", reason);
        }

        if (Says(reason, "has been invalidated"))
        {
            return new($"The embedded store {file} stopped after an earlier failure to write, and has to be opened again.", reason);
        }

        return Damaged(files, reason);
    }

    public static StoreException Damaged(StoreFiles files, Exception? reason = null) =>
        new(
            $"The embedded store {files.Database} is damaged, or none of this program's. `metalog rebuild` builds it anew from the journal.",
            reason);

    public static StoreException OfOtherFormat(StoreFiles files, long format) =>
        new($"The embedded store {files.Database} has format {format}, and this program knows format {Database.Format}. "
            + "`metalog rebuild` builds it anew from the journal.");

    public static StoreException OfOtherOrigin(StoreFiles files) =>
        new($"The embedded store {files.Database} was built from another journal. `metalog rebuild` builds it anew from this one.");

    public static StoreException NotOpen(StoreFiles files) =>
        Transient($"The embedded store {files.Database} is not open. Open it first; when opening it failed, that failure says what to do.");

    /// <summary>Whether another process has the file.</summary>
    public static bool IsOfLock(Exception reason) => Says(reason, "Could not set lock");

    public static bool IsOfMemory(Exception reason) =>
        reason is OutOfMemoryException or DuckDBException { ErrorType: DuckDBErrorType.OutOfMemory } || Says(reason, "Out of Memory Error");

    /// <summary>Whether this process may not read the file.</summary>
    public static bool IsOfRights(Exception reason) => reason is UnauthorizedAccessException || Says(reason, "Permission denied");

    public static StoreException InUse(StoreFiles files, Exception reason) =>
        Transient($"The embedded store {files.Database} is in use by another process, a running server perhaps, so that it can't be"
            + " compared. Stop that one first, or verify a copy of the data folder.", reason);

    static StoreException Transient(string message, Exception? reason = null) => new(message, reason) { IsTransient = true };

    static bool IsDiskFull(Exception reason) =>
        Says(reason, "No space left") || Says(reason, "ould not write all bytes") || Says(reason, "not enough space")
        || Says(reason, "File too large");

    static bool Says(Exception reason, string words) => reason.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
