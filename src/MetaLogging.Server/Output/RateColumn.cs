using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MetaLogging.Server.Output;

/// <summary>How many have been done, and how many a second since the beginning.</summary>
internal sealed class RateColumn(string unit, TimeProvider time) : ProgressColumn
{
    /// <summary>Under which name a task keeps how many have been done.</summary>
    public const string Count = "count";

    readonly long _begin = time.GetTimestamp();

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        long count = task.State.Get<long>(Count);
        double seconds = Math.Max(0.001, time.GetElapsedTime(_begin).TotalSeconds);
        return new Text(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {unit}, {count / seconds:N0}/s"));
    }
}
