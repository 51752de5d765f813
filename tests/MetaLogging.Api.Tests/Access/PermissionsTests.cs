using MetaLogging.Api.Access;
using MetaLogging.Api.Routing;
using MetaLogging.Server;
using MetaLogging.Server.Serving;
using MetaLogging.Server.Trails;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MetaLogging.Api.Tests.Access;

public sealed class PermissionsTests(SharedServer shared)
{
    /// <summary>The routes that are open to all. A new route needs a permission, or a line here.</summary>
    static readonly string[] Open = ["GET /healthz", "GET /readyz"];

    /// <summary>Verb and pattern of every route that there is.</summary>
    public static TheoryData<string, string> Routes
    {
        get
        {
            TheoryData<string, string> routes = [];
            foreach (ApiRoute route in Table())
            {
                routes.Add(route.Verb, route.Pattern);
            }

            return routes;
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_route_lets_in_whoever_has_its_permission_and_names_it_to_whoever_has_not(string verb, string pattern)
    {
        ApiRoute route = shared.Server.Get<RouteTable>().Routes.Single(route => route.Verb == verb && route.Pattern == pattern);
        if (Open.Contains($"{verb} {pattern}"))
        {
            Assert.Null(route.Permission);
            (await AskAsync(shared.Server.With(null), verb, pattern)).Is(200);
            return;
        }

        Assert.True(route.Permission is Permissions.Read or Permissions.Write or Permissions.Manage, $"{verb} {pattern} asks for no permission.");
        Permissions needed = route.Permission!.Value;
        (await AskAsync(shared.Server.With(null), verb, pattern)).IsProblem(401);
        for (Permissions held = Permissions.Read; held <= Permissions.All; held++)
        {
            string words = string.Join(' ', PermissionNames.Of(held).Select(name => name["logging:".Length..]));
            Answer answer = await AskAsync(await shared.Server.WithNewKeyAsync(words), verb, pattern);
            if (held.HasFlag(needed))
            {
                Assert.True(answer.Status is not (401 or 403), $"{words} was refused: {answer.Text}");
                continue;
            }

            answer.IsProblem(403);
            foreach (Permissions one in new[] { Permissions.Read, Permissions.Write, Permissions.Manage })
            {
                Assert.Equal(one == needed, answer.Text.Contains(PermissionNames.Name(one), StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Manage_is_no_other_permission() => Assert.False(Permissions.Manage.HasFlag(Permissions.Read) || Permissions.Manage.HasFlag(Permissions.Write));

    [Fact]
    public async Task Every_route_stands_in_the_description_with_its_permission()
    {
        Answer described = await shared.Server.With(null).GetAsync("/openapi/v1.json");
        foreach (ApiRoute route in shared.Server.Get<RouteTable>().Routes)
        {
            System.Text.Json.Nodes.JsonNode operation = described.Json["paths"]![route.Pattern.Replace("{**", "{", StringComparison.Ordinal)]![route.Verb.ToLowerInvariant()]!;
            Assert.Equal(route.Permission is not null, operation["security"] is not null);
            Assert.Equal(
                route.Permission is { } needed,
                operation["description"]?.GetValue<string>().Contains("Needs logging:", StringComparison.Ordinal) ?? false);
        }
    }

    static Task<Answer> AskAsync(Client caller, string verb, string pattern)
    {
        string path = pattern.Replace("{id}", "0198a0b0-c0d0-7e0f-8000-0123456789ab", StringComparison.Ordinal);
        path = System.Text.RegularExpressions.Regex.Replace(path, @"\{[^}]*\}", "1");
        return verb switch
        {
            "GET" => caller.GetAsync(path),
            "POST" => caller.PostAsync(path, "{}"),
            _ => caller.SendAsync(caller.Request(new HttpMethod(verb), path)),
        };
    }

    /// <summary>The routes of a server that is not started.</summary>
    static IReadOnlyList<ApiRoute> Table()
    {
        Surroundings surroundings = new()
        {
            Input = Stream.Null,
            Output = Stream.Null,
            Error = TextWriter.Null,
            Variables = new Dictionary<string, string>(),
            WorkingFolder = Path.GetTempPath(),
            Time = TimeProvider.System,
            Trails = new FolderTrailOpener(),
        };
        WebApplication application = new TrailServer(new() { Folder = "nowhere" }, surroundings).Build();
        return application.Services.GetRequiredService<RouteTable>().Routes;
    }
}
