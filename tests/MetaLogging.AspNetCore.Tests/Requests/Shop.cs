using MetaLogging.Context;
using Microsoft.AspNetCore.Routing;

namespace MetaLogging.AspNetCore.Tests.Requests;

/// <summary>An application with every way to say that a request is audited.</summary>
public sealed class Shop : IAsyncLifetime
{
    internal WebProgram Program { get; private set; } = null!;

    /// <summary>Completed by a test that has gone away from <c>/slow</c>.</summary>
    internal TaskCompletionSource IsInSlow { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask InitializeAsync() => Program = await WebProgram.StartAsync(
        builder =>
        {
            builder.Services.AddMetaLogging().AddAspNetCore();
            NamedUser.Add(builder.Services);
            builder.Services.AddAuthorization(o => o.AddPolicy("admins", policy => policy.RequireRole("admin")));
            builder.Services.AddControllers().AddApplicationPart(typeof(Shop).Assembly);
        },
        Map);

    public ValueTask DisposeAsync() => Program.DisposeAsync();

    void Map(WebApplication app)
    {
        app.UseAuthentication().UseAuthorization().UseMetaLogging();
        app.MapGet("/invoices/{id}", (string id) => Results.Ok(id))
            .Audited("invoice.read", resourceType: "invoice", resourceIdFrom: "id", privacyImpact: true, dataCategories: ["financial"]);
        app.MapPost("/invoices", (HttpContext http) =>
        {
            AuditedRequest audited = http.AuditedRequest();
            audited.ResourceId = "18";
            audited.SubjectIds.Add("customer-4");
            audited.AdditionalData["lines"] = 3;
            audited.AdditionalData["status"] = "not the handler's";
            return Results.Created("/invoices/18", null);
        }).Audited("invoice.create", resourceType: "invoice");
        app.MapPost("/notes", (HttpContext http) =>
        {
            http.AuditedRequest().ResourceId = "n-1";
            http.AuditedRequest().AdditionalData["text"] = new string('x', 80_000);
        }).Audited("note.create", resourceType: "note");
        app.MapGet("/missing", () => Results.NotFound()).Audited("missing.read");
        app.MapGet("/throws", string () => throw new InvalidOperationException("the secret of the message")).Audited("throws.read");
        app.MapGet("/started", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("begun");
            await http.Response.Body.FlushAsync();
            await http.Response.WriteAsync(" and ended");
        }).Audited("started.read");
        app.MapGet("/slow", async (HttpContext http) =>
        {
            IsInSlow.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }).Audited("slow.read");
        app.MapGet("/below", async (IAuditTrail trail, IAuditContext context) =>
        {
            await trail.RecordAsync(new AuditEvent { Action = "order.ship", ResourceType = "order", ResourceId = "9" });
            return context.Current?.UserName;
        });
        app.MapGet("/attribute", [Audited("attribute.read", ResourceType = "thing")] () => "");
        app.MapGet("/mine", () => "").RequireAuthorization();
        app.MapGet("/admin/{id}", (string id) => id).RequireAuthorization("admins").Audited("admin.read");
        app.MapGet("/says/{status}", (int status) => Results.StatusCode(status)).Audited("says.read");
        RouteGroupBuilder group = app.MapGroup("/group").Audited("group.read", resourceType: "group");
        group.MapGet("/a", () => "");
        group.MapGet("/b", () => "").Audited("group.b");
        group.MapGet("/c", () => "").NotAudited();
        group.MapGroup("/inner").Audited("group.inner").MapGet("/d", () => "");
        app.MapControllers().Audited("controllers.all");
        app.MapControllerRoute("default", "pages/{controller=Chairs}/{action=Index}/{id?}");
    }
}
