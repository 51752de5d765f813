using Microsoft.AspNetCore.Identity;

namespace MetaLogging.AspNetCore.Tests.SignIns;

/// <summary>An application with Identity's real sign-in manager, on EF Core and SQLite.</summary>
internal sealed class IdentityProgram : IAsyncDisposable
{
    readonly UserDatabase _database = new();

    public WebProgram Web { get; private set; } = null!;

    public static async Task<IdentityProgram> StartAsync(Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null, FailingFiles? disk = null)
    {
        IdentityProgram program = new();
        program.Web = await WebProgram.StartAsync(
            builder =>
            {
                before?.Invoke(builder.Services);
                program._database.Add(builder.Services);
                builder.Services.AddIdentity<AppUser, IdentityRole>(options => options.SignIn.RequireConfirmedEmail = true)
                    .AddEntityFrameworkStores<AppUsers>().AddDefaultTokenProviders();
                (after ?? (services => services.AddMetaLogging().AddAspNetCore().AddIdentity<AppUser>())).Invoke(builder.Services);
            },
            Map,
            disk);
        await UserDatabase.FillAsync(program.Web.Get<IServiceProvider>(), "alice", "bob", "carol", "unconfirmed");
        return program;
    }

    /// <summary>Posts a form and gives what the application answers.</summary>
    public async Task<string> PostAsync(string path, params (string Name, string Value)[] form) =>
        await (await Web.PostAsync(path, form)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public Task<string> LoginAsync(string name, string password) => PostAsync("/login", ("name", name), ("password", password));

    public async Task<string> CodeAsync(string name)
    {
        await using AsyncServiceScope scope = Web.Get<IServiceProvider>().CreateAsyncScope();
        UserManager<AppUser> users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        AppUser user = (await users.FindByNameAsync(name))!;
        await users.SetTwoFactorEnabledAsync(user, true);
        return await users.GenerateTwoFactorTokenAsync(user, "Email");
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        _database.Dispose();
    }

    static void Map(WebApplication app)
    {
        app.UseAuthentication().UseAuthorization().UseMetaLogging();
        app.MapPost("/login", async (HttpContext http, SignInManager<AppUser> signIns) =>
            $"{await signIns.PasswordSignInAsync(http.Request.Form["name"].ToString(), http.Request.Form["password"].ToString(), false, lockoutOnFailure: true)}");
        app.MapPost("/check", async (HttpContext http, SignInManager<AppUser> signIns, UserManager<AppUser> users) =>
            $"{await signIns.CheckPasswordSignInAsync((await users.FindByNameAsync(http.Request.Form["name"].ToString()))!, http.Request.Form["password"].ToString(), true)}");
        app.MapPost("/code", async (HttpContext http, SignInManager<AppUser> signIns) =>
            $"{await signIns.TwoFactorSignInAsync("Email", http.Request.Form["code"].ToString(), false, false)}");
        app.MapPost("/recovery", async (HttpContext http, SignInManager<AppUser> signIns) =>
            $"{await signIns.TwoFactorRecoveryCodeSignInAsync(http.Request.Form["code"].ToString())}");
        app.MapPost("/external", async (HttpContext http, SignInManager<AppUser> signIns) =>
            $"{await signIns.ExternalLoginSignInAsync("Contoso", http.Request.Form["key"].ToString(), false, true)}");
        app.MapPost("/link", async (HttpContext http, UserManager<AppUser> users) =>
            $"{await users.AddLoginAsync((await users.FindByNameAsync("carol"))!, new UserLoginInfo("Contoso", http.Request.Form["key"].ToString(), "Contoso"))}");
        app.MapPost("/logout", (SignInManager<AppUser> signIns) => signIns.SignOutAsync());
        app.MapPost("/renew", async (HttpContext http, SignInManager<AppUser> signIns, UserManager<AppUser> users) =>
            await signIns.RefreshSignInAsync((await users.GetUserAsync(http.User))!));
        app.MapGet("/me", (HttpContext http) => http.User.Identity?.Name).RequireAuthorization();
    }
}
