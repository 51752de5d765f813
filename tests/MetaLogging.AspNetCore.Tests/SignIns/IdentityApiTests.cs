using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace MetaLogging.AspNetCore.Tests.SignIns;

public sealed class IdentityApiTests
{
    [Fact]
    public async Task Identitys_own_endpoints_give_tokens_for_one_login_and_exchange_them_for_none()
    {
        using UserDatabase database = new();
        await using WebProgram program = await WebProgram.StartAsync(
            builder =>
            {
                builder.Services.AddMetaLogging().AddAspNetCore().AddIdentity<AppUser>();
                database.Add(builder.Services);
                builder.Services.AddIdentityApiEndpoints<AppUser>().AddEntityFrameworkStores<AppUsers>();
                builder.Services.AddAuthorization();
            },
            app =>
            {
                app.UseAuthentication().UseAuthorization().UseMetaLogging();
                app.MapIdentityApi<AppUser>();
                app.MapGet("/me", (HttpContext http) => http.User.Identity?.Name).RequireAuthorization();
            });
        await UserDatabase.FillAsync(program.Get<IServiceProvider>(), "alice");
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(program, "/login", new() { ["email"] = "alice", ["password"] = "x" })).StatusCode);
        HttpResponseMessage answer = await PostAsync(program, "/login", new() { ["email"] = "alice", ["password"] = UserDatabase.Password });
        JsonObject tokens = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        await PostAsync(program, "/refresh", new() { ["refreshToken"] = tokens["refreshToken"]!.GetValue<string>() });
        string access = tokens["accessToken"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/me", ("Authorization", $"Bearer {access}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/me", ("Authorization", "Bearer forged"))).StatusCode);
        Assert.Equal([("alice", "invalid_password"), ("", "invalid_token")], (await program.FailuresAsync()).Select(failure => (failure.Username, failure.FailureReason)));
        AuditEvent login = Assert.Single(await program.AuditsAsync("auth.login"));
        Assert.Equal(("id-of-alice", "alice"), (login.UserId, login.UserName));
        Assert.DoesNotContain(access, program.JournalText(), StringComparison.Ordinal);
    }

    static Task<HttpResponseMessage> PostAsync(WebProgram program, string path, JsonObject body) =>
        program.SendAsync(new(HttpMethod.Post, path) { Content = JsonContent.Create(body) });
}
