namespace MetaLogging.Json;

/// <summary>JSON that another program wrote is not what it should be; the message names the member and never holds a value.</summary>
internal sealed class JsonFormatException(string place, string problem, Exception? inner = null)
    : Exception($"{(place.Length == 0 ? "the whole" : place)} {problem}", inner);
