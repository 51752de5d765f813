namespace MetaLogging.Extensions;

/// <summary>An extension could not be configured or started; those that had started before it are stopped.</summary>
/// <param name="extension">Its name.</param>
/// <param name="reason">Why.</param>
public sealed class ExtensionStartException(string extension, Exception reason) : ExtensionException(
    $"The extension {extension} could not start: {reason?.Message}", reason)
{
    /// <summary>Its name.</summary>
    public string Extension => extension;
}
