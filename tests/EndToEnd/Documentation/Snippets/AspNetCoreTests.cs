using System.Net;
using MetaLogging.Capturing;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

/// <summary>The C# of docs/aspnetcore.md, compiled and run.</summary>
public sealed class AspNetCoreTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_web_application_is_audited()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMetaLogging(o => o.DataDirectory = "data")
            .AddEmbeddedStore()
            .AddAspNetCore()
            .AddIdentity<AppUser>();
        builder.Services.AddHealthChecks().AddMetaLogging();
        // The page says "data"; a test does not write where it happens to run.
        builder.Services.PostConfigure<MetaLoggingOptions>(o => o.DataDirectory = _folder.PathOf("data"));
        builder.Services.AddIdentity<AppUser, IdentityRole>();
        builder.Services.AddControllers().AddApplicationPart(typeof(AspNetCoreTests).Assembly);
        await using WebApplication app = builder.Build();
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
        app.UseAuthentication().UseAuthorization().UseMetaLogging();
        app.MapHealthChecks("/health");
        app.MapGet("/invoices/{id}", (string id) => Results.Ok(id))
            .Audited("invoice.read", resourceType: "invoice", resourceIdFrom: "id", privacyImpact: true, dataCategories: ["financial"]);
        RouteGroupBuilder customers = app.MapGroup("/customers").Audited("customer.access", resourceType: "customer");
        customers.MapGet("/", () => Results.Ok());
        customers.MapDelete("/{id}", (string id) => Results.NoContent()).Audited("customer.delete", "customer", resourceIdFrom: "id", privacyImpact: true);
        customers.MapGet("/count", () => 3).NotAudited();
        app.MapControllers();
        app.MapPost("/invoices", (HttpContext http) =>
        {
            string id = "18";
            http.AuditedRequest().ResourceId = id;
            http.AuditedRequest().SubjectIds.Add("customer-4");
            return Results.Created($"/invoices/{id}", null);
        }).Audited("invoice.create", resourceType: "invoice");
        app.MapDelete("/patients/{id}", (string id) => Results.NoContent())
            .Audited("patient.delete", "patient", resourceIdFrom: "id", failurePolicy: FailurePolicy.FailOperation);
        await app.StartAsync(TestContext.Current.CancellationToken);

        using HttpClient http = new() { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        (string Verb, string Path)[] requests =
        [
            ("GET", "/invoices/17"), ("GET", "/customers"), ("DELETE", "/customers/4"), ("GET", "/customers/count"), ("GET", "/orders/9"), ("POST", "/invoices"), ("DELETE", "/patients/3"),
        ];
        foreach ((string verb, string path) in requests)
        {
            using HttpResponseMessage answer = await http.SendAsync(new(new(verb), path), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{verb} {path}: {answer.StatusCode}");
        }

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
        await app.StopAsync(TestContext.Current.CancellationToken);   // and with it the last request has ended, not only been answered

        var audit = app.Services.GetRequiredService<IAuditTrail>();
        Page<AuditEvent> page = await audit.QueryAsync(new AuditEventQuery { Order = QueryOrder.OldestFirst }, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["invoice.read 17", "customer.access ", "customer.delete 4", "order.read 9", "invoice.create 18", "patient.delete 3", "patient.delete 3"],
            page.Items.Select(item => $"{item.Event.Action} {item.Event.ResourceId}"));
    }
}
