using Microsoft.AspNetCore.Identity;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

public sealed class AppUser : IdentityUser;
