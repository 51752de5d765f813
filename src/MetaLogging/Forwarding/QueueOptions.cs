using System.ComponentModel.DataAnnotations;
using MetaLogging.Configuration;
using MetaLogging.Journaling;
using MetaLogging.Remote;

namespace MetaLogging.Forwarding;

/// <summary>What the settings of an application say of its queue, and of the server.</summary>
internal static class QueueOptions
{
    /// <summary>Only whole segments are dropped when they are delivered: with small ones the folder stays small.</summary>
    const int LargestSegment = 4 << 20;

    /// <exception cref="ValidationException">A setting is wrong; the message names it.</exception>
    public static void Check(MetaLoggingOptions options)
    {
        if (!options.IsForwarding)
        {
            throw new ValidationException("MetaLogging:Server: It is missing. Give the address of the server: https://audit.example");
        }

        if (ConfigurationCheck.Validate(options).FirstOrDefault(issue => issue.Severity == IssueSeverity.Error) is { } issue)
        {
            throw new ValidationException($"{issue.Setting}: {issue.Message} {issue.Remedy}");
        }
    }

    /// <summary>The settings of the trail whose journal is the queue.</summary>
    public static MetaLoggingOptions Of(MetaLoggingOptions options)
    {
        MetaLoggingOptions queue = new()
        {
            DataDirectory = options.DataDirectory,
            ApplicationName = options.ApplicationName,
            ReadTimeBound = options.ReadTimeBound,
            Debug = options.Debug,
        };
        (JournalOptions from, JournalOptions to) = (options.Journal, queue.Journal);
        (to.Origin, to.Watermark, to.QueueSize, to.LockWait, to.CompressionLevel) = (from.Origin, from.Watermark, from.QueueSize, from.LockWait, from.CompressionLevel);
        (to.SegmentSize, to.ReserveSize) = (Math.Min(from.SegmentSize, LargestSegment), from.ReserveSize);
        return queue;
    }

    /// <summary>The settings of the client that asks and sends. Delivering has its own schedule; a question is asked again as long as a read may take.</summary>
    public static RemoteTrailOptions Remote(MetaLoggingOptions options) => new()
    {
        AllowPlainHttp = options.Forwarding.AllowPlainHttp,
        RequestTimeout = options.Forwarding.RequestTimeout,
        RetryFor = options.ReadTimeBound,
    };
}
