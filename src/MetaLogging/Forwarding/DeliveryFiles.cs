using System.Text.Json;

namespace MetaLogging.Forwarding;

/// <summary>What is kept beside the journal of a queue: how far its delivery is, and the events that the server refused.</summary>
/// <param name="directory">The data folder.</param>
internal sealed class DeliveryFiles(string directory)
{
    readonly string _state = Path.Combine(directory, QueueFolder.Name, "state.json");

    /// <summary>Where refused events are, a line each, as <c>metalog import --format ndjson</c> reads them.</summary>
    public string Refused { get; } = Path.Combine(directory, QueueFolder.Name, "refused.ndjson");

    /// <summary>Reads how far the delivery is. Where that is lost, everything the journal has is delivered again, which the server knows by the ids.</summary>
    public DeliveryState Read(string origin)
    {
        try
        {
            return File.Exists(_state)
                && JsonSerializer.Deserialize(File.ReadAllBytes(_state), ForwardingJson.Default.DeliveryState) is { SetAside: not null, Gaps: not null } state
                && state.Origin == origin
                ? state
                : DeliveryState.Begin(origin);
        }
        catch (JsonException)
        {
            return DeliveryState.Begin(origin);
        }
    }

    /// <summary>Remembers how far it is; the old state or the new one is there after a crash.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Write(DeliveryState state)
    {
        string anew = _state + ".new";
        WritePrivate(anew, FileMode.Create, JsonSerializer.SerializeToUtf8Bytes(state, ForwardingJson.Default.DeliveryState));
        File.Move(anew, _state, overwrite: true);
    }

    /// <summary>Keeps refused events, a line each.</summary>
    /// <exception cref="IOException">They can't be written.</exception>
    public void Keep(ReadOnlySpan<byte> lines) => WritePrivate(Refused, FileMode.Append, lines);

    static void WritePrivate(string path, FileMode mode, ReadOnlySpan<byte> bytes)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(path, options);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
