using System.Diagnostics;
using MetaLogging.Bench.Results;
using MetaLogging.Hooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Bench.Capturing;

/// <summary>A program with us and the same without us.</summary>
internal static class OurCapture
{
    const int Connections = 64;
    const int Warm = 2000;
    const int Calls = 1_000_000;
    const int Messages = 200_000;

    /// <summary>A minimal endpoint on loopback: <c>bare</c>, <c>used</c> (the middleware alone), <c>audited</c>.</summary>
    public static async Task<Measured> RequestsAsync(long requests, string folder, string[] arguments)
    {
        bool isOurs = arguments is not ["bare"];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (isOurs)
        {
            AddTrail(builder.Services, folder).AddAspNetCore();
        }

        await using WebApplication application = builder.Build();
        if (isOurs)
        {
            application.UseMetaLogging();
        }

        RouteHandlerBuilder endpoint = application.MapGet("/orders/{id}", (int id) => "lamp");
        if (arguments is ["audited"])
        {
            endpoint.Audited("order.read", resourceType: "order", resourceIdFrom: "id");
        }

        await application.StartAsync();
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new(address) };
        await SendAsync(client, Warm);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long begun = Stopwatch.GetTimestamp();
        await SendAsync(client, requests);
        Measured measured = Rates(requests, begun, processor);
        await application.StopAsync();
        return measured;
    }

    /// <summary>Rows that are inserted: <c>rows-…</c> 100 a save, <c>saves-…</c> one; <c>…-bare</c> without us.</summary>
    public static async Task<Measured> RowsAsync(long rows, string folder, string[] arguments)
    {
        int perSave = arguments[0].StartsWith("rows", StringComparison.Ordinal) ? 100 : 1;
        ServiceCollection services = new();
        services.AddLogging();
        bool isOurs = arguments[0].EndsWith("audited", StringComparison.Ordinal);
        if (isOurs)
        {
            services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
            AddTrail(services, folder);
        }

        services.AddDbContext<Shop>((provider, db) =>
        {
            db.UseSqlite(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "shop.db") }.ConnectionString);
            if (isOurs)
            {
                db.AddAuditTrail(provider);
            }
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        if (isOurs)
        {
            await provider.GetRequiredService<AuditTrail>().StartAsync();
        }

        await using (AsyncServiceScope scope = provider.CreateAsyncScope())
        {
            Shop shop = scope.ServiceProvider.GetRequiredService<Shop>();
            await shop.Database.EnsureCreatedAsync();
            await shop.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL");
        }

        await InsertAsync(provider, Warm, perSave);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long begun = Stopwatch.GetTimestamp();
        await InsertAsync(provider, rows, perSave);
        return Rates(rows, begun, processor);
    }

    /// <summary>What one operation costs.</summary>
    public static Measured Hooks()
    {
        Func<CancellationToken, Task> work = _ => Task.CompletedTask;
        HookSet hooks = new();
        using Operations operations = new(hooks);
        Measured measured = [];
        Time(measured, "call", Calls, () => _ = work(CancellationToken.None));
        Time(measured, "quiet", Calls, () => _ = operations.RunAsync("order.ship", work));
        hooks.Add(new() { Name = "nothing", Pattern = "order.*", Before = (_, _) => default, After = (_, _) => default });
        Time(measured, "listened", Calls / 10, () => _ = operations.RunAsync("order.ship", work));
        return measured;
    }

    /// <summary>What one log message costs its caller.</summary>
    public static async Task<Measured> LoggerAsync(string folder)
    {
        Measured measured = [];
        using (ILoggerFactory none = LoggerFactory.Create(_ => { }))
        {
            ILogger bare = none.CreateLogger("Shop.Orders");
            Time(measured, "bare", Messages, () => BenchLog.Shipped(bare, 17, "lamp"));
        }

        using (ILoggerFactory formats = LoggerFactory.Create(logging => logging.AddProvider(new FormattingProvider())))
        {
            ILogger formatted = formats.CreateLogger("Shop.Orders");
            Time(measured, "formatted", Messages, () => BenchLog.Shipped(formatted, 17, "lamp"));
        }

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddMetaLogging(LogLevel.Information);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        AddTrail(builder.Services, folder);
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        ILogger ours = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop.Orders");

        // In bursts that the queue holds, with time between them to record: what is dropped would look cheap.
        const int Burst = 5000;
        List<double> nanoseconds = [];
        double bytes = 0;
        for (int i = 0; i < 20; i++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long begun = Stopwatch.GetTimestamp();
            for (int n = 0; n < Burst; n++)
            {
                BenchLog.Shipped(ours, n, "lamp");
            }

            nanoseconds.Add(Stopwatch.GetElapsedTime(begun).TotalNanoseconds / Burst);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Burst;
            await Task.Delay(500);
        }

        (measured["taken"], measured["taken_bytes"]) = (nanoseconds.Order().ElementAt(nanoseconds.Count / 2), bytes);
        await application.StopAsync();
        return measured;
    }

    static MetaLogging.Hosting.MetaLoggingBuilder AddTrail(IServiceCollection services, string folder) => services.AddMetaLogging(options =>
    {
        options.DataDirectory = Path.Combine(folder, "data");
        options.ApplicationName = "bench";
        options.Journal.Watermark = 0;
        options.Journal.GuardFolder = Path.Combine(folder, "guard");
    }).AddEmbeddedStore();

    static Task SendAsync(HttpClient client, long requests)
    {
        long next = 0;
        return Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (long id = Interlocked.Increment(ref next); id <= requests; id = Interlocked.Increment(ref next))
            {
                using HttpResponseMessage answer = await client.GetAsync($"/orders/{id}");
                answer.EnsureSuccessStatusCode();
            }
        }));
    }

    static async Task InsertAsync(ServiceProvider provider, long rows, int perSave)
    {
        for (long done = 0; done < rows; done += perSave)
        {
            await using AsyncServiceScope scope = provider.CreateAsyncScope();
            Shop shop = scope.ServiceProvider.GetRequiredService<Shop>();
            for (int i = 0; i < perSave; i++)
            {
                shop.Add(new Order { Item = "lamp", Address = $"Main St {done + i}", Placed = DateTimeOffset.UnixEpoch.AddSeconds(done) });
            }

            await shop.SaveChangesAsync();
        }
    }

    static Measured Rates(long count, long begun, TimeSpan processor) => new()
    {
        [Measured.EventsPerSecond] = count / Stopwatch.GetElapsedTime(begun).TotalSeconds,
        ["processor_us"] = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count,
    };

    static void Time(Measured measured, string name, int calls, Action call)
    {
        double best = double.MaxValue;
        long allocated = 0;
        for (int run = 0; run < 5; run++)
        {
            allocated = GC.GetAllocatedBytesForCurrentThread();
            long begun = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++)
            {
                call();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalNanoseconds / calls);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        (measured[name], measured[name + "_bytes"]) = (best, allocated / (double)calls);
    }

    sealed class FormattingProvider : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            GC.KeepAlive(formatter(state, exception));

        public void Dispose()
        {
        }
    }

    sealed class Order
    {
        public int Id { get; set; }

        public required string Item { get; set; }

        public required string Address { get; set; }

        public DateTimeOffset Placed { get; set; }
    }

    sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Order> Orders => Set<Order>();
    }
}
