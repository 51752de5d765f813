// A web application that is audited because MetaLogging is there: requests, sign-ins, changed rows, operations, logs.
using System.Security.Claims;
using AuditWeb;
using MetaLogging.AspNetCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Teams;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);   // settings: --MetaLogging:DataDirectory=…, appsettings.json, MetaLogging__DataDirectory
builder.Services.AddMetaLogging()
    .AddEmbeddedStore()
    .AddApi()
    .AddAspNetCore()
    .AddIdentity<AppUser>()
    .AddExtension<TeamsExtension>();
builder.Services.AddDbContext<Shop>((services, db) => db.UseSqlite(builder.Configuration["Database"] ?? "Data Source=shop.db").AddAuditTrail(services));
builder.Services.AddIdentityApiEndpoints<AppUser>(options => options.Lockout.MaxFailedAccessAttempts = 3).AddEntityFrameworkStores<Shop>();
builder.Services.AddHealthChecks().AddMetaLogging();
builder.Logging.AddMetaLogging(LogLevel.Warning);

WebApplication app = builder.Build();
using (IServiceScope scope = app.Services.CreateScope())
{
    await scope.ServiceProvider.GetRequiredService<Shop>().Database.EnsureCreatedAsync();
}

app.UseAuthentication().UseAuthorization().UseMetaLogging();   // after both: the user is known
app.MapIdentityApi<AppUser>();                                  // POST /register, POST /login: recorded by itself
app.MapHealthChecks("/health");
app.MapMetaLoggingApi();                                        // behind its own keys; the first is in bootstrap-key of the data folder

RouteGroupBuilder orders = app.MapGroup("/orders").RequireAuthorization();
orders.MapPost("/", async (Order order, Shop shop, ClaimsPrincipal user) =>
{
    order.PlacedBy = user.Identity!.Name!;
    shop.Add(order);
    await shop.SaveChangesAsync();                              // the row, its columns old and new: recorded by itself
    return Results.Created($"/orders/{order.Id}", order);
});
orders.MapGet("/{id:int}", async (int id, Shop shop) => await shop.Orders.FindAsync(id) is { } order ? Results.Ok(order) : Results.NotFound())
    .Audited("order.read", resourceType: "order", resourceIdFrom: "id", privacyImpact: true, dataCategories: ["contact"]);
orders.MapDelete("/{id:int}", (int id, Shop shop) => shop.Orders.Where(order => order.Id == id).ExecuteDeleteAsync());

app.MapPost("/teams/{team}/members/{user}", (string team, string user, TeamsExtension teams) => teams.AddMemberAsync(team, user, "reader"))
    .RequireAuthorization();                                    // an operation by name: recorded by its hook
app.MapGet("/shelf/{shelf:int}", (int shelf, ILogger<Shop> logger) => ShopLog.Broken(logger, shelf));   // a log message: recorded by itself
app.Run();
