using MetaLogging.Configuration;
using MetaLogging.Journaling;

namespace MetaLogging.Forwarding;

/// <summary>Refuses events while the queue takes more of the disk than it may. Looks at the folder a few times a second at most. Thread-safe.</summary>
internal sealed class QueueBound(MetaLoggingOptions options, AuditTrail queue, TimeProvider time)
{
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    readonly string _journal = Path.Combine(options.DataDirectory, "journal");
    readonly Lock _lock = new();
    long? _looked;
    long _size;

    /// <exception cref="JournalNotWritableException">It does.</exception>
    public void Check()
    {
        long size = Look();
        if (size > options.Forwarding.QueueSize)
        {
            string reason = queue.IsOpen && queue.Health.Stores[0].Problem is { } problem ? " What keeps it from being delivered: " + problem : "";
            throw new JournalNotWritableException(
                $"The queue of events for the server is full: it takes {size} bytes, and {options.Forwarding.QueueSize} is the most (MetaLogging:Forwarding:QueueSize).{reason}");
        }
    }

    long Look()
    {
        lock (_lock)
        {
            if (_looked is { } looked && time.GetElapsedTime(looked) < Between)
            {
                return _size;
            }

            _looked = time.GetTimestamp();
            try
            {
                _size = new DirectoryInfo(_journal).EnumerateFiles().Sum(file => file.Length);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A segment was sealed or dropped just then; the last size is as good.
            }

            return _size;
        }
    }
}
