using MetaLogging.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace AuditWeb;

/// <summary>Who may sign in. What Identity marks as personal is personal in the trail, too, and its hashes and stamps are never recorded.</summary>
public sealed class AppUser : IdentityUser;

/// <summary>An order.</summary>
public sealed class Order
{
    public int Id { get; set; }

    public required string Item { get; set; }

    [Personal("contact")]
    public required string Address { get; set; }

    public string PlacedBy { get; set; } = "";
}

/// <summary>The business database.</summary>
public sealed class Shop(DbContextOptions<Shop> options) : IdentityDbContext<AppUser>(options)
{
    public DbSet<Order> Orders => Set<Order>();
}
