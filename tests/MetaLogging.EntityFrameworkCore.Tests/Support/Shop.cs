using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MetaLogging.EntityFrameworkCore.Tests.Support;

/// <summary>What the tests change.</summary>
public class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Employee> Employees => Set<Employee>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<Stock> Stocks => Set<Stock>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddAuditOutbox();
        modelBuilder.Entity<Customer>(customer =>
        {
            customer.OwnsOne(c => c.Address, address => address.Property(a => a.Street).IsPersonal("location"));
            customer.ComplexProperty(c => c.Size);
            customer.Property(c => c.Email).IsPersonal("contact");
            customer.Property(c => c.Hint).IsSecret();
            customer.Property(c => c.Internal).IsNotAudited();
            customer.Property<DateTime?>("LastSeen");
            customer.Property(c => c.Version).IsConcurrencyToken();
            customer.Property(c => c.Riddle).HasConversion(riddle => riddle == null ? null : riddle.Answer, text => text == null ? null : new Riddle(text));
        });
        modelBuilder.Entity<Order>().HasMany(order => order.Tags).WithMany(tag => tag.Orders);
        modelBuilder.Entity<Order>().OwnsMany(order => order.Lines);
        modelBuilder.Entity<Order>().OwnsOne(order => order.Parcel, parcel =>
        {
            parcel.ToJson();
            parcel.OwnsMany(p => p.Seals);
        });
        modelBuilder.Entity<Order>().ComplexCollection(order => order.Hints, hint => hint.ToJson());
        modelBuilder.Entity<Payment>().HasDiscriminator<string>("Kind").HasValue<Cash>("cash").HasValue<Card>("card");
        modelBuilder.Entity<Stock>().HasKey(stock => new { stock.Place, stock.Article });
        modelBuilder.Entity<Stock>().IsAuditedAs("shelf");
    }
}

public class Customer
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public string? Email { get; set; }

    [PersonalData]
    public string? Phone { get; set; }

    [Personal("birth")]
    public DateOnly? Born { get; set; }

    public string? PasswordHash { get; set; }

    public string? Hint { get; set; }

    public string? Internal { get; set; }

    public Mood Mood { get; set; }

    public decimal Balance { get; set; }

    public long Points { get; set; }

    public double Weight { get; set; }

    public byte[]? Photo { get; set; }

    public string? Text { get; set; }

    public Riddle? Riddle { get; set; }

    public int Version { get; set; }

    public Address? Address { get; set; }

    public Size Size { get; set; } = new(0, 0);

    public List<Order> Orders { get; } = [];
}

public enum Mood
{
    Calm,
    Cross,
}

public class Address
{
    public string? Street { get; set; }

    public string? City { get; set; }
}

public record Size(int Width, int Height);

/// <summary>A value that the database understands and our record does not.</summary>
public sealed record Riddle(string Answer) : IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) => throw new InvalidOperationException($"The answer is {Answer}.");
}

public class Order
{
    public Guid Id { get; set; }

    public decimal Total { get; set; }

    public Customer? Customer { get; set; }

    public List<Tag> Tags { get; } = [];

    public List<Line> Lines { get; } = [];

    [Personal("shipping")]
    public Parcel? Parcel { get; set; }

    public List<Hint> Hints { get; set; } = [];
}

/// <summary>A column of JSON.</summary>
public class Parcel
{
    public int Weight { get; set; }

    public List<Seal> Seals { get; } = [];
}

public class Seal
{
    public string? Number { get; set; }
}

public class Hint
{
    public string? Text { get; set; }

    public string? Password { get; set; }
}

public class Line
{
    public Guid Id { get; set; }

    public required string Article { get; set; }
}

public class Tag
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<Order> Orders { get; } = [];
}

public abstract class Payment
{
    public int Id { get; set; }

    public decimal Amount { get; set; }
}

public class Cash : Payment;

public class Card : Payment
{
    public string? CardPin { get; set; }
}

/// <summary>Leads to itself.</summary>
public class Employee
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Employee? Boss { get; set; }

    public List<Employee> Staff { get; } = [];
}

[NotAudited]
public class Note
{
    public int Id { get; set; }

    public required string Text { get; set; }
}

public class Stock
{
    public required string Place { get; set; }

    public int Article { get; set; }

    public int Count { get; set; }
}
