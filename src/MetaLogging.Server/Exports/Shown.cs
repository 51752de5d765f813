using MetaLogging.Server.Output;

namespace MetaLogging.Server.Exports;

/// <summary>Shows a count of events in a bar.</summary>
/// <param name="bar">The bar.</param>
/// <param name="title">What is being done.</param>
/// <param name="total">How many events there are; null when that is not known.</param>
internal sealed class Shown(IProgress<Amount> bar, string title, long? total) : IProgress<long>
{
    /// <inheritdoc/>
    public void Report(long value) => bar.Report(new(title, value, total, value));
}
