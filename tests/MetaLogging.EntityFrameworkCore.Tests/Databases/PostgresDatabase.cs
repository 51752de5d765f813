using Microsoft.EntityFrameworkCore;

namespace MetaLogging.EntityFrameworkCore.Tests.Databases;

/// <summary>A database of the server that the assembly starts once.</summary>
public sealed class PostgresDatabase(PostgresServer server) : ShopDatabase
{
    readonly string _name = "shop_" + Guid.NewGuid().ToString("N");

    public string Connection => $"{server.Connection};Database={_name}";

    public override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(Connection);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
