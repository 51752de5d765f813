using MetaLogging.Configuration;
using MetaLogging.EntityFrameworkCore;
using MetaLogging.Events;
using MetaLogging.Queries;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

/// <summary>The C# of docs/entityframework.md, compiled and run.</summary>
public sealed class EntityFrameworkTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_context_of_a_container_is_audited_by_one_call()
    {
        ServiceCollection services = new();
        string connection = "Host=127.0.0.1";
        services.AddMetaLogging(o => o.DataDirectory = "data");
        services.AddDbContext<Shop>((services, db) => db.UseNpgsql(connection).AddAuditTrail(services));
        services.AddLogging();
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationManager());
        services.PostConfigure<MetaLoggingOptions>(o => o.DataDirectory = _folder.PathOf("data"));
        await using ServiceProvider provider = services.BuildServiceProvider();
        using IServiceScope scope = provider.CreateScope();
        Assert.NotNull(scope.ServiceProvider.GetRequiredService<Shop>().Model);
    }

    [Fact]
    public async Task Changes_go_through_the_outbox_and_can_be_asked_for()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        IServiceCollection services = builder.Services;
        services.AddMetaLogging(o => o.DataDirectory = _folder.PathOf("data")).AddEmbeddedStore();
        services.AddDbContext<Shop>((services, db) => db.UseSqlite($"Data Source={_folder.PathOf("shop.db")};Pooling=false").AddAuditTrail(services));
        services.AddMetaLogging().AddEntityFrameworkCore(o => o.UseOutbox = true).AddAuditOutbox<Shop>();
        using IHost host = builder.Build();
        await using (AsyncServiceScope scope = host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Shop>().Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        }

        await host.StartAsync(TestContext.Current.CancellationToken);
        await using (AsyncServiceScope scope = host.Services.CreateAsyncScope())
        {
            Shop shop = scope.ServiceProvider.GetRequiredService<Shop>();
            shop.AddRange(new Member { Email = "ada@example.org", Answer = "42" }, new Invoice { Recipient = "Ada", Code = "c" }, new Draft());
            await shop.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var audit = host.Services.GetRequiredService<IAuditTrail>();
        Page<AuditEvent> page;
        do
        {
            page = await audit.QueryAsync(new AuditEventQuery { Action = ["member.*", "bill.*", "draft.*"] }, TestContext.Current.CancellationToken);
        }
        while (page.Items.Count < 2);

        Assert.Equal(["bill.insert", "member.insert"], page.Items.Select(item => item.Event.Action).Order());
        Assert.All(page.Items, item => Assert.Equal(["contact"], item.Event.DataCategories));
        Assert.DoesNotContain(page.Items.SelectMany(item => item.Event.Changes), change => change.Field == "Clicks" || change.New?.ToJsonString() is "\"42\"" or "\"c\"");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_context_without_a_container_is_audited_by_a_trail_that_was_made_by_hand()
    {
        await using AuditTrail trail = new(new MetaLoggingOptions { DataDirectory = _folder.PathOf("data") }, []);
        await trail.StartAsync(TestContext.Current.CancellationToken);
        string connection = $"Data Source={_folder.PathOf("shop.db")};Pooling=false";
        var options = new DbContextOptionsBuilder<Shop>().UseSqlite(connection).AddAuditTrail(trail).Options;
        await using Shop shop = new(options);
        await shop.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        long before = trail.NextSequence;
        shop.Add(new Member());
        await shop.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before + 1, trail.NextSequence);
    }

    public class Member
    {
        public int Id { get; set; }

        [Personal("contact")]
        public string? Email { get; set; }

        [Secret]
        public string? Answer { get; set; }

        [NotAudited]
        public int Clicks { get; set; }
    }

    public class Invoice
    {
        public int Id { get; set; }

        public string? Recipient { get; set; }

        public string? Code { get; set; }
    }

    public class Draft
    {
        public int Id { get; set; }
    }

    public class ShopWithOutbox(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuditOutbox();
    }

    public class Shop(DbContextOptions options) : ShopWithOutbox(options)
    {
        public DbSet<Member> Members => Set<Member>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Invoice>().IsAuditedAs("bill");
            modelBuilder.Entity<Invoice>().Property(invoice => invoice.Recipient).IsPersonal("contact");
            modelBuilder.Entity<Invoice>().Property(invoice => invoice.Code).IsSecret();
            modelBuilder.Entity<Draft>().IsNotAudited();
        }
    }
}
