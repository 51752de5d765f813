using System.Globalization;
using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Backups;
using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Recording;

/// <summary>The audit events that the trail writes about itself.</summary>
internal static class OwnEvents
{
    /// <summary>The action of an event about what is missing.</summary>
    public const string GapAction = "metalog.gap";

    const string Log = "log";

    /// <summary>A process that hosts the trail has opened it.</summary>
    public static AuditEvent Start(string application, string version) => new()
    {
        Action = "metalog.start",
        ResourceType = Log,
        AdditionalData = new JsonObject { ["application"] = application, ["version"] = version },
    };

    /// <summary>The process that hosts the trail ends in order.</summary>
    public static AuditEvent Stop(string application) => new()
    {
        Action = "metalog.stop",
        ResourceType = Log,
        AdditionalData = new JsonObject { ["application"] = application, ["clean"] = true },
    };

    /// <summary>The process that had the journal last did not close it: it was killed, or the machine lost power. Found when it is opened again.</summary>
    public static AuditEvent StopFound(long next) => new()
    {
        Action = "metalog.stop",
        ResourceType = Log,
        Success = false,
        ErrorMessage = "The process that had the journal ended without closing it. What it had acknowledged is there.",
        AdditionalData = new JsonObject { ["clean"] = false, ["before"] = next },
    };

    /// <summary>Settings differ from those of the last start.</summary>
    public static AuditEvent Settings(IReadOnlyList<FieldChange> changes) => new()
    {
        Action = "metalog.settings",
        ResourceType = Log,
        Changes = changes,
    };

    /// <summary>The clock was set back by more than a minute.</summary>
    public static AuditEvent ClockStepped { get; } = new() { Action = "metalog.clock", ResourceType = Log };

    /// <summary>Parts of details were ordered to be erased.</summary>
    public static AuditEvent Erase(IReadOnlyList<SequenceRange> ranges) => new()
    {
        Action = "metalog.erase",
        ResourceType = Log,
        AdditionalData = new JsonObject { ["entries"] = ranges.Sum(range => range.To - range.From) },
    };

    /// <summary>A new key was put in the place of the one that signs checkpoints.</summary>
    public static AuditEvent KeyRotate(string before, string after, TimeSpan overlap) => new()
    {
        Action = "metalog.key.rotate",
        ResourceType = Log,
        AdditionalData = new JsonObject { ["before"] = before, ["after"] = after, ["overlap_days"] = overlap.TotalDays },
    };

    /// <summary>Events were exported with their proofs.</summary>
    public static AuditEvent Export(JsonObject filters, long events, string origin, long size) => new()
    {
        Action = "metalog.export",
        ResourceType = Log,
        AdditionalData = new JsonObject { ["filters"] = filters.DeepClone(), ["events"] = events, ["origin"] = origin, ["size"] = size },
    };

    /// <summary>Old segments were ordered to be dropped.</summary>
    public static AuditEvent Retention(long from, long before) => new()
    {
        Action = "metalog.retention",
        ResourceType = Log,
        AdditionalData = new JsonObject { ["entries"] = before - from },
    };

    /// <summary>The log was restored from a backup, and goes on under a new origin.</summary>
    /// <param name="backup">What the backup held.</param>
    /// <param name="known">The last checkpoint of the old origin that is known; null when none is.</param>
    /// <param name="erasures">How many erasures that were ordered since were done again.</param>
    public static AuditEvent Restore(BackupContents backup, SignedCheckpoint? known, int erasures) => new()
    {
        Action = "metalog.restore",
        ResourceType = Log,
        AdditionalData = new JsonObject
        {
            ["from_origin"] = backup.Origin,
            ["from_entries"] = backup.NextSequence,
            ["from_size"] = known?.Size,
            ["from_root"] = known?.Root.ToString(),
            ["from_checkpoint"] = known?.ToString(),
            ["lost"] = Math.Max(0, (known?.Size ?? 0) - backup.NextSequence),
            ["erasures"] = erasures,
        },
    };

    /// <summary>So many of a source were not recorded in a time.</summary>
    public static AuditEvent Gap(string source, DateTimeOffset from, DateTimeOffset to, long count, string? reason = null)
    {
        JsonObject data = new()
        {
            ["source"] = source,
            ["from"] = from.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["to"] = to.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["count"] = count,
        };
        if (reason is not null)
        {
            data["reason"] = reason;
        }

        return new() { Action = GapAction, ResourceType = Log, AdditionalData = data };
    }

    /// <summary>A torn last frame was cut when the journal was opened: what it held had not been acknowledged.</summary>
    public static AuditEvent TornTail(string origin, long next, RecoveryReport recovery) => new()
    {
        Action = GapAction,
        ResourceType = Log,
        AdditionalData = new JsonObject
        {
            ["source"] = origin,
            ["from"] = next,
            ["cut_bytes"] = recovery.CutBytes,
            ["reason"] = "The last write before the crash was incomplete; it had not been acknowledged.",
        },
    };
}
