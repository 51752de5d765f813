using Microsoft.AspNetCore.Identity;

namespace MetaLogging.AspNetCore.Tests.SignIns;

public sealed class AppUser : IdentityUser;
