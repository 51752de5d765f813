using MetaLogging.Events;

namespace MetaLogging.Capturing;

/// <summary>A trail that can record what it missed. Programs that use <see cref="IAuditTrail"/> can't: <c>metalog.gap</c> is the trail's own event.</summary>
internal interface IGapRecorder
{
    /// <summary>Records an own event about what is missing.</summary>
    /// <exception cref="Journaling.JournalException">The journal can't be written, or the outcome is not known.</exception>
    Task RecordGapAsync(AuditEvent gap, CancellationToken cancellationToken);
}
