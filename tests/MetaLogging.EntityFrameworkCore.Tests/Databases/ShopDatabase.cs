using MetaLogging.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests.Databases;

/// <summary>A database with the tables of <see cref="Shop"/>, shared by the tests of a class.</summary>
public abstract class ShopDatabase : IAsyncLifetime
{
    public abstract void Use(DbContextOptionsBuilder options);

    public virtual async ValueTask InitializeAsync()
    {
        DbContextOptionsBuilder<Shop> options = new();
        Use(options);
        await using Shop shop = new(options.Options);
        await shop.Database.EnsureDeletedAsync();
        await shop.Database.EnsureCreatedAsync();
    }

    public abstract ValueTask DisposeAsync();
}
