using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MetaLogging.AspNetCore.Tests.SignIns;

/// <summary>A database of users in memory, which lives as long as this.</summary>
internal sealed class UserDatabase : IDisposable
{
    public const string Password = "Correct-Horse-7";

    readonly string _connection = $"Data Source={Guid.NewGuid():N};Mode=Memory;Cache=Shared";
    readonly SqliteConnection _keeper;

    public UserDatabase()
    {
        _keeper = new(_connection);
        _keeper.Open();
    }

    public void Add(IServiceCollection services)
    {
        services.AddDbContext<AppUsers>(options => options.UseSqlite(_connection));
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
        services.Configure<IdentityOptions>(options => options.Lockout.MaxFailedAccessAttempts = 3);
    }

    public static async Task FillAsync(IServiceProvider services, params string[] names)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppUsers>().Database.EnsureCreatedAsync();
        UserManager<AppUser> users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        foreach (string name in names)
        {
            AppUser user = new() { Id = $"id-of-{name}", UserName = name, Email = $"{name}@example.com", EmailConfirmed = name != "unconfirmed" };
            Assert.True((await users.CreateAsync(user, Password)).Succeeded);
        }
    }

    public void Dispose() => _keeper.Dispose();
}
