using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MetaLogging.EntityFrameworkCore.Tests.Databases;

public sealed class SqliteDatabase : ShopDatabase
{
    readonly string _folder = Directory.CreateTempSubdirectory("metalog-efcore-sqlite-").FullName;

    string Connection => $"Data Source={Path.Combine(_folder, "shop.db")}";

    public override void Use(DbContextOptionsBuilder options) => options.UseSqlite(Connection);

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
