using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Logs;

/// <summary>What of the application's logs becomes system events: section <c>MetaLogging:Logger</c>.</summary>
public sealed class LoggerOptions
{
    /// <summary>
    /// The lowest level that becomes an event. Default <see cref="LogLevel.Information"/>. The filters of <c>Logging</c> and <c>Logging:MetaLogging</c> can take more away,
    /// by category.
    /// </summary>
    [JsonConverter(typeof(JsonStringEnumConverter<LogLevel>))]
    public LogLevel MinimumLevel { get; set; } = LogLevel.Information;

    /// <summary>
    /// How many messages wait to be recorded at most: 100 to 1,000,000. Default 10,000. Of more the newest are dropped, counted, and told of as a gap; nobody waits.
    /// </summary>
    [Range(100, 1_000_000)]
    public int QueueSize { get; set; } = 10_000;

    /// <summary>Whether the scopes that a message is logged in are recorded. Default true.</summary>
    public bool IncludeScopes { get; set; } = true;
}
