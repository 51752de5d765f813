using Microsoft.Extensions.DependencyInjection;

namespace MetaLogging.Hosting;

/// <summary>What further packages are added to.</summary>
/// <param name="Services">The container that is being filled.</param>
public sealed record MetaLoggingBuilder(IServiceCollection Services);
