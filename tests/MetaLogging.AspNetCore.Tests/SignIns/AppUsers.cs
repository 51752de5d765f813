using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace MetaLogging.AspNetCore.Tests.SignIns;

public sealed class AppUsers(DbContextOptions<AppUsers> options) : IdentityDbContext<AppUser>(options);
