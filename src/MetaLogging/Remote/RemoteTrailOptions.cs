using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Remote;

/// <summary>The settings of a <see cref="RemoteAuditTrail"/>.</summary>
public sealed class RemoteTrailOptions
{
    /// <summary>
    /// The API key, sent in the Authorization header and shown nowhere. Null: none is sent, for the socket of a folder, or where the
    /// <see cref="HttpClient"/> brings its own.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>
    /// How long after the first try another one may begin, where the server is not reached, does not answer, or asks to wait: zero (never again) to a day.
    /// Default 30 s.
    /// </summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one try may take until its answer is complete, or the stream begins: over zero, to an hour. Default 20 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Whether the key and the events may go over plain http to another machine, where everybody on the way can read them. Default false: https, loopback and
    /// sockets only.
    /// </summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Checks the settings, and a key.</summary>
    /// <param name="parameter">The parameter that the key came with.</param>
    /// <exception cref="ArgumentException">The key is none. It is not shown.</exception>
    /// <exception cref="ValidationException">A setting is wrong.</exception>
    internal void Check(string? key, string parameter)
    {
        if (RetryFor < TimeSpan.Zero || RetryFor > TimeSpan.FromDays(1))
        {
            throw new ValidationException($"{nameof(RetryFor)} is outside 0 to 1 day.");
        }

        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > TimeSpan.FromHours(1))
        {
            throw new ValidationException($"{nameof(RequestTimeout)} is outside 0 (exclusive) to 1 hour.");
        }

        if (key is not null && !IsKey(key))
        {
            throw new ArgumentException("The key is none: it is empty, too long, or has a blank, a line end or another character that no key has.", parameter);
        }
    }

    /// <summary>Whether a text can be a key at all.</summary>
    internal static bool IsKey(string text)
    {
        const int LongestKey = 4096;
        return text.Length is > 0 and <= LongestKey && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
    }
}
