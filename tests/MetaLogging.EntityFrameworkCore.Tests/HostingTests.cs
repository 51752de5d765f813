using MetaLogging.EntityFrameworkCore.Outbox;
using MetaLogging.EntityFrameworkCore.Tests.Databases;
using MetaLogging.EntityFrameworkCore.Tests.Support;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests;

public sealed class HostingTests(SqliteDatabase database) : ShopTests(database), IClassFixture<SqliteDatabase>
{
    [Fact]
    public async Task A_context_of_a_container_is_audited_with_the_settings_of_the_configuration_and_of_the_code()
    {
        using TemporaryFolder folder = new();
        using IHost host = Build(folder, builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("MetaLogging:EntityFrameworkCore:Grouping", "PerSave"), new("MetaLogging:EntityFrameworkCore:LongestValue", "64")]);
            builder.Services.AddDbContext<Shop>((services, db) =>
            {
                Database.Use(db);
                db.AddAuditTrail(services, o => o.LongestValue = 100);
            });
        });
        await host.StartAsync(Cancelled);
        await SaveAsync(host, new string('x', 90));
        await SaveAsync(host, new string('y', 110));

        AuditEvent[] events = await EventsOfAsync(host.Services.GetRequiredService<AuditTrail>());
        Assert.Equal(["shop.save", "shop.save"], events.Select(e => e.Action));
        Assert.Equal(90, ((string?)events[0].Changes.Single(c => c.Field.EndsWith(".Name", StringComparison.Ordinal)).New)!.Length);
        Assert.Equal(110, (int)events[1].Changes.Single(c => c.Field.EndsWith(".Name", StringComparison.Ordinal)).New!["length"]!);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task The_outbox_is_drained_after_a_commit_and_at_the_start_whatever_is_called_twice()
    {
        using TemporaryFolder folder = new();
        using (IHost host = BuildWithOutbox(folder))
        {
            await host.StartAsync(Cancelled);
            await SaveAsync(host, "first");
            await UntilEmptyAsync(host);
            Assert.Single(await EventsOfAsync(host.Services.GetRequiredService<AuditTrail>()));
            await host.StopAsync(Cancelled);
            await SaveAsync(host, "second");   // nobody drains any more
            Assert.Equal(1, await WaitingAsync(host));
        }

        using IHost next = BuildWithOutbox(folder);
        await next.StartAsync(Cancelled);
        await UntilEmptyAsync(next);
        AuditEvent[] events = await EventsOfAsync(next.Services.GetRequiredService<AuditTrail>());
        Assert.Equal(["first", "second"], events.Select(e => (string?)e.Changes.Single(c => c.Field == "Name").New));
        await next.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_wrong_setting_is_told_at_the_start()
    {
        using TemporaryFolder folder = new();
        using IHost host = Build(folder, builder => builder.Services.AddMetaLogging().AddEntityFrameworkCore(o => o.LongestValue = 1));
        OptionsValidationException wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancelled));
        Assert.Contains("LongestValue", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_transactions_and_SQL_as_tests_have_is_audited_too()
    {
        DbContextOptionsBuilder<Shop> options = new();
        options.UseInMemoryDatabase("shop").ConfigureWarnings(warnings => warnings.Ignore(InMemoryEventId.TransactionIgnoredWarning)).AddAuditTrail(Trail);
        await using Shop shop = new(options.Options);
        await using (await shop.Database.BeginTransactionAsync(Cancelled))
        {
            shop.Add(new Tag { Name = "gift" });
            await shop.SaveChangesAsync(Cancelled);
        }

        Assert.Equal("tag.insert", Assert.Single(await EventsAsync()).Action);
    }

    [Fact]
    public void A_container_without_a_trail_says_what_to_call()
    {
        using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        InvalidOperationException missing = Assert.Throws<InvalidOperationException>(() => new DbContextOptionsBuilder<Shop>().AddAuditTrail(services));
        Assert.Contains("AddMetaLogging", missing.Message, StringComparison.Ordinal);
    }

    IHost BuildWithOutbox(TemporaryFolder folder) => Build(folder, builder =>
    {
        builder.Services.AddDbContext<Shop>((services, db) =>
        {
            Database.Use(db);
            db.AddAuditTrail(services).AddAuditTrail(services);
        });
        builder.Services.AddMetaLogging().AddEntityFrameworkCore(o => o.UseOutbox = true).AddAuditOutbox<Shop>().AddAuditOutbox<Shop>();
    });

    static IHost Build(TemporaryFolder folder, Action<HostApplicationBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMetaLogging(o => o.DataDirectory = folder.FullName);
        configure(builder);
        return builder.Build();
    }

    static async Task SaveAsync(IHost host, string name)
    {
        await using AsyncServiceScope scope = host.Services.CreateAsyncScope();
        Shop shop = scope.ServiceProvider.GetRequiredService<Shop>();
        shop.Add(Some(name));
        await shop.SaveChangesAsync(Cancelled);
    }

    static async Task<int> WaitingAsync(IHost host)
    {
        await using AsyncServiceScope scope = host.Services.CreateAsyncScope();
        return await OutboxTable.RowsOf(scope.ServiceProvider.GetRequiredService<Shop>()).CountAsync(Cancelled);
    }

    static async Task UntilEmptyAsync(IHost host)
    {
        while (await WaitingAsync(host) > 0)
        {
            await Task.Delay(10, Cancelled);
        }
    }
}
