using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// CrashingShop DIR save: saves orders whose events go through the outbox, until it is killed. Writes a line `?id` for every order that it begins, and `!id` for every one that
// is saved, flushed.
// CrashingShop DIR end: starts, stops in order, which empties the outbox, and writes the id of every order of the database.
string directory = args[0];
Directory.CreateDirectory(directory);
HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
builder.Services.AddMetaLogging(o =>
{
    o.DataDirectory = Path.Combine(directory, "audit");
    o.ApplicationName = "crashing-shop";
    o.Journal.Watermark = 0;
}).AddEntityFrameworkCore(o => (o.UseOutbox, o.OutboxBatch) = (true, 7)).AddAuditOutbox<Shop>();
builder.Services.AddDbContext<Shop>((services, db) => db.UseSqlite($"Data Source={Path.Combine(directory, "shop.db")}").AddAuditTrail(services));
using IHost host = builder.Build();
using (IServiceScope scope = host.Services.CreateScope())
{
    await scope.ServiceProvider.GetRequiredService<Shop>().Database.EnsureCreatedAsync();
}

await host.StartAsync();
Stream answers = Console.OpenStandardOutput();
Lock writing = new();
if (args[1] == "save")
{
    await Task.WhenAll(SaveAsync(), SaveAsync());
}

await host.StopAsync();
using (IServiceScope scope = host.Services.CreateScope())
{
    await foreach (Order order in scope.ServiceProvider.GetRequiredService<Shop>().Orders.AsNoTracking().AsAsyncEnumerable())
    {
        Say($"{order.Id}\n");
    }
}

async Task SaveAsync()
{
    for (int i = 0; ; i++)
    {
        using IServiceScope scope = host.Services.CreateScope();
        Shop shop = scope.ServiceProvider.GetRequiredService<Shop>();
        Order[] orders = [.. Enumerable.Range(0, 1 + (i % 3)).Select(_ => new Order { Id = Guid.CreateVersion7(), Total = i })];
        Say(string.Concat(orders.Select(order => $"?{order.Id}\n")));
        shop.AddRange(orders);
        await shop.SaveChangesAsync();
        Say(string.Concat(orders.Select(order => $"!{order.Id}\n")));
    }
}

void Say(string lines)
{
    lock (writing)
    {
        answers.Write(System.Text.Encoding.ASCII.GetBytes(lines));
        answers.Flush();
    }
}

internal sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuditOutbox();
}

internal sealed class Order
{
    public Guid Id { get; set; }

    public int Total { get; set; }
}
