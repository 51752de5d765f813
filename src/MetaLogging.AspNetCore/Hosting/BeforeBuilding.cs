using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MetaLogging.AspNetCore.Hosting;

/// <summary>
/// Does something to a container when all has been added and its host is about to build it. A host says that moment by the event that tools and tests configure
/// applications with; there is no other way to come after what is added last. Where a container is built without a host, or is filled while its host is being built, as the
/// older hosts do, nothing is done.
/// </summary>
internal sealed class BeforeBuilding : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    const string Listener = "Microsoft.Extensions.Hosting";
    const string Event = "HostBuilding";

    readonly IServiceCollection _services;
    readonly Action _change;
    readonly IDisposable _listening;

    /// <summary>Does it when the host of this container builds it, once, if it was not stopped before.</summary>
    public BeforeBuilding(IServiceCollection services, Action change)
    {
        (_services, _change) = (services, change);
        _listening = DiagnosticListener.AllListeners.Subscribe(this);
    }

    /// <summary>Does nothing any more.</summary>
    public void Stop() => _listening.Dispose();

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Listener)
        {
            value.Subscribe(this, name => name == Event);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: Event, Value: IHostBuilder host })
        {
            // Any host of the process is heard of; only the one that builds this container is meant.
            host.ConfigureServices((_, services) =>
            {
                if (ReferenceEquals(services, _services))
                {
                    _change();
                    Stop();
                }
            });
        }
    }

    public void OnCompleted()
    {
        // Listeners come and go; what was to be done is done when the host builds.
    }

    public void OnError(Exception error)
    {
        // The same.
    }
}
