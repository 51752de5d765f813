using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Tests.Hosting;

/// <summary>An application that maps the API behind a policy of its own.</summary>
public sealed class HostLockTests : IAsyncLifetime
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalog-lock-");
    WebApplication _application = null!;
    string _address = "";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMetaLogging(options =>
        {
            options.DataDirectory = _folder.FullName;
            options.ApplicationName = "shop";
            options.Journal.Watermark = 0;
            options.Journal.GuardFolder = Path.Combine(_folder.FullName, "guard");
        }).AddEmbeddedStore().AddApi(options => options.Socket = false);
        builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null);
        builder.Services.AddAuthorization(options => options.AddPolicy("logging:manage", policy => policy.RequireClaim("may", "manage")));
        _application = builder.Build();
        _application.UseAuthentication();
        _application.UseAuthorization();
        _application.MapMetaLoggingApi().RequireAuthorization("logging:manage");
        await _application.StartAsync(Cancel);
        _address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Whom_the_hosts_policy_lets_in_needs_no_key_and_stands_in_what_is_told_of_reads()
    {
        using HttpClient ann = Client("ann manage");
        HttpResponseMessage made = await ann.PostAsJsonAsync("/api/v1/audit-events", new { action = "order.ship", resource_type = "order" }, Cancel);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        JsonNode page = JsonNode.Parse(await ann.GetStringAsync("/api/v1/audit-events", Cancel))!;
        Assert.Equal(("order.ship", "host", "shop"), ((string?)page["items"]![0]!["action"], (string?)page["items"]![0]!["recorded_by"], (string?)page["items"]![0]!["source"]));
        JsonNode own = JsonNode.Parse(await ann.GetStringAsync("/api/v1/audit-events?own=true&action=metalog.read", Cancel))!;
        Assert.Equal("ann", (string?)own["items"]![0]!["user_id"]);
    }

    [Fact]
    public async Task A_stranger_is_refused_and_so_is_a_user_whom_the_policy_does_not_let_in()
    {
        using HttpClient stranger = Client(null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/audit-events", Cancel)).StatusCode);
        using HttpClient bob = Client("bob nothing");
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.GetAsync("/api/v1/audit-events", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_key_lets_nobody_past_the_hosts_policy()
    {
        using HttpClient stranger = Client(null);
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "bootstrap-key"), Cancel)).Trim());
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/audit-events", Cancel)).StatusCode);
    }

    HttpClient Client(string? user)
    {
        HttpClient client = new() { BaseAddress = new(_address) };
        if (user is not null)
        {
            client.DefaultRequestHeaders.Add("X-User", user);
        }

        return client;
    }

    /// <summary>A user by a header: <c>NAME CLAIM</c>.</summary>
    sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-User"] is not [{ } header])
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            string[] words = header.Split(' ');
            ClaimsIdentity identity = new([new("sub", words[0]), new("may", words[1])], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
        }
    }
}
