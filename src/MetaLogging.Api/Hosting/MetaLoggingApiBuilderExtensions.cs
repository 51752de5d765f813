using MetaLogging;
using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Description;
using MetaLogging.Api.Events;
using MetaLogging.Api.Exports;
using MetaLogging.Api.Hosting;
using MetaLogging.Api.Keys;
using MetaLogging.Api.Log;
using MetaLogging.Api.Numbers;
using MetaLogging.Api.Own;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Api.Socket;
using MetaLogging.Api.Status;
using MetaLogging.Configuration;
using MetaLogging.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

// So that `.AddApi()` is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the HTTP API to an audit trail.</summary>
public static class MetaLoggingApiBuilderExtensions
{
    /// <summary>
    /// Adds what <c>MapMetaLoggingApi</c> needs: API keys in the data folder (the first is made at the first start, in <c>DIR/bootstrap-key</c>), limits, and the
    /// socket by which the commands of <c>metalog</c> work on the folder meanwhile. The section <c>MetaLogging:Api</c> of the configuration is bound,
    /// <paramref name="configure"/> is stronger; both are checked at start.
    /// </summary>
    public static MetaLoggingBuilder AddApi(this MetaLoggingBuilder builder, Action<ApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.IsFirst<KeyRing>())
        {
            Add(builder.Services);
        }

        builder.Services.Configure(configure ?? (_ => { }));
        return builder;
    }

    static void Add(IServiceCollection services)
    {
        services.AddOptions<ApiOptions>()
            .BindConfiguration("MetaLogging:Api")
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiOptions>, ApiOptionsCheck>());
        services.AddSingleton(provider => new KeyRing(
            provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value.DataDirectory, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<KeyAdministration>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<CallerFinder>();
        services.AddSingleton<QuestionLimit>();
        services.AddSingleton<ReadLedger>();
        services.AddSingleton<RefusalLedger>();
        services.AddSingleton<MemoryBudget>();
        services.AddSingleton<Following>();
        services.AddSingleton<ApiIssues>();
        services.AddSingleton<IApiRoutes, EventWriting>();
        services.AddSingleton<IApiRoutes, EventReading>();
        services.AddSingleton<IApiRoutes, NumberRoutes>();
        services.AddSingleton<IApiRoutes, TileRoutes>();
        services.AddSingleton<IApiRoutes, LogRoutes>();
        services.AddSingleton<IApiRoutes, ProofRoutes>();
        services.AddSingleton<IApiRoutes, ExportRoutes>();
        services.AddSingleton<IApiRoutes, KeyRoutes>();
        services.AddSingleton<IApiRoutes, SigningKeyRoutes>();
        services.AddSingleton<IApiRoutes, StatusRoutes>();
        services.AddSingleton<RouteTable>();
        services.AddSingleton<Gate>();
        services.AddSingleton(provider => ApiSettings.Of(provider.GetRequiredService<IOptions<ApiOptions>>().Value));
        services.AddSingleton<ListenerWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ListenerWatch>());
        services.AddHostedService<KeyRingHost>();
        services.AddHostedService<LedgerClock>();
        services.AddHostedService<SocketHost>();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer<RouteTableTransformer>());
    }
}
