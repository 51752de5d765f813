using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace MetaLogging.AspNetCore.Tests.SignIns;

public sealed class JwtBearerTests
{
    readonly Tokens _tokens = new("https://issuer.example", "shop");
    readonly Tokens _others = new("https://other.example", "shop");

    [Fact]
    public async Task A_good_token_is_no_event_by_itself_and_says_who_acts()
    {
        await using WebProgram program = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(program, "/orders", _tokens.Make(DateTime.UtcNow.AddHours(1)))).StatusCode);
        AuditEvent read = Assert.Single((await program.EventsAsync()).OfType<AuditEvent>());
        Assert.Equal(("orders.read", "31", "Frida"), (read.Action, read.UserId, read.UserName));
    }

    [Fact]
    public async Task An_expired_token_and_one_of_another_hand_are_failed_logins_each_once_and_nothing_of_them_is_kept()
    {
        await using WebProgram program = await StartAsync();
        string expired = _tokens.Make(DateTime.UtcNow.AddHours(-1));
        using RSA forger = RSA.Create(2048);
        string forged = _tokens.Make(DateTime.UtcNow.AddHours(1), new(forger) { KeyId = "first" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(program, "/orders", expired)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(program, "/orders", forged)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(program, "/orders", "no.token.atall")).StatusCode);
        IReadOnlyList<FailedLoginAttempt> failures = await program.FailuresAsync();
        Assert.Equal(["expired_token", "invalid_token", "invalid_token"], failures.Select(failure => failure.FailureReason));
        Assert.All(failures, failure => Assert.Equal(("", "127.0.0.1", "Bearer"), (failure.Username, failure.IpAddress, failure.AdditionalData!["scheme"]!.GetValue<string>())));
        Assert.Equal(3, (await program.AuditsAsync("access.denied")).Count);
        string journal = program.JournalText();
        Assert.All(new[] { expired, forged }, token => Assert.DoesNotContain(token.Split('.')[2], journal, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bad_token_that_is_looked_at_several_times_in_a_request_counts_once_also_where_strangers_may_come_in()
    {
        await using WebProgram program = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(program, "/open", _tokens.Make(DateTime.UtcNow.AddHours(-1)))).StatusCode);
        Assert.Single(await program.FailuresAsync());
        Assert.Empty(await program.AuditsAsync("access.denied"));
    }

    [Fact]
    public async Task Bad_tokens_at_the_same_time_count_each_once()
    {
        await using WebProgram program = await StartAsync();
        string expired = _tokens.Make(DateTime.UtcNow.AddHours(-1));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => AskAsync(program, "/orders", expired)));
        IReadOnlyList<FailedLoginAttempt> failures = await program.FailuresAsync();
        Assert.Equal((40, 40), (failures.Count, failures.Select(failure => failure.RequestId).Distinct().Count()));
    }

    [Fact]
    public async Task A_token_that_one_scheme_refuses_and_another_knows_is_no_failure()
    {
        await using WebProgram program = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(program, "/both", _others.Make(DateTime.UtcNow.AddHours(1)))).StatusCode);
        Assert.Empty(await program.FailuresAsync());
    }

    static Task<HttpResponseMessage> AskAsync(WebProgram program, string path, string token) => program.GetAsync(path, ("Authorization", $"Bearer {token}"));

    Task<WebProgram> StartAsync() => WebProgram.StartAsync(
        builder =>
        {
            builder.Services.AddMetaLogging().AddAspNetCore();
            builder.Services.AddAuthentication("Bearer")
                .AddJwtBearer("Bearer", options => Believe(options, "https://issuer.example", _tokens))
                .AddJwtBearer("Other", options => Believe(options, "https://other.example", _others));
        },
        app =>
        {
            app.UseAuthentication().UseAuthorization().UseMetaLogging();
            app.MapGet("/orders", () => "").RequireAuthorization().Audited("orders.read");
            app.MapGet("/open", async (HttpContext http) => (await http.AuthenticateAsync("Bearer")).Succeeded);
            app.MapGet("/both", () => "").RequireAuthorization(policy => policy.AddAuthenticationSchemes("Bearer", "Other").RequireAuthenticatedUser());
        });

    static void Believe(JwtBearerOptions options, string issuer, Tokens tokens)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new() { ValidIssuer = issuer, ValidAudience = "shop", IssuerSigningKey = tokens.Key, NameClaimType = "name" };
    }
}
