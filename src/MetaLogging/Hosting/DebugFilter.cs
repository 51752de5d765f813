using MetaLogging.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.Hosting;

/// <summary>Turns detailed logs of MetaLogging on where <see cref="MetaLoggingOptions.Debug"/> says so; narrower rules of the application stay stronger.</summary>
internal sealed class DebugFilter(IServiceProvider provider) : IConfigureOptions<LoggerFilterOptions>
{
    public void Configure(LoggerFilterOptions options)
    {
        if (UncheckedOptions.Of<MetaLoggingOptions>(provider).Debug)
        {
            options.Rules.Add(new(null, "MetaLogging", LogLevel.Debug, null));
        }
    }
}
