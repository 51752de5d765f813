using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Api.Tests.BadInput;

public sealed class CredentialsTests(SharedServer shared)
{
    const string Path = "/api/v1/audit-events";

    RunningServer Server => shared.Server;

    [Fact]
    public async Task Without_a_key_the_answer_is_401_and_says_how_to_send_one()
    {
        Answer answer = (await Server.With(null).GetAsync(Path)).IsProblem(401);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        Assert.Contains("Authorization: Bearer", answer.Text, StringComparison.Ordinal);
    }

    public static TheoryData<string> WrongHeaders =>
    [
        "Bearer", "Bearer ", "Bearer x", "Basic dXNlcjpwYXNz", "bearer: KEY", "KEY", "Bearer KEY KEY", "Bearer KEYx", "Bearer xKEY", "Bearer \"KEY\"",
        "Bearer mlk_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Bearer a.b.c", "Bearer kEY", "Bearer Ü",
    ];

    [Theory]
    [MemberData(nameof(WrongHeaders))]
    public async Task What_is_not_quite_the_key_is_401(string header)
    {
        string sent = header.Replace("kEY", Server.Key.ToUpperInvariant(), StringComparison.Ordinal).Replace("KEY", Server.Key, StringComparison.Ordinal);
        using RawConnection connection = await RawConnection.OpenAsync(Server);
        await connection.SendAsync($"GET {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: {sent}\r\n\r\n");
        (await connection.ReadAsync())!.Is(header.Contains('Ü', StringComparison.Ordinal) ? 400 : 401);
    }

    [Fact]
    public async Task Two_keys_in_one_request_are_401()
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server);
        await connection.SendAsync($"GET {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Server.Key}\r\nAuthorization: Bearer {Server.Key}\r\n\r\n");
        (await connection.ReadAsync())!.IsProblem(401);
    }

    [Fact]
    public async Task A_key_whose_secret_differs_in_its_last_letter_is_401()
    {
        string almost = Server.Key[..^1] + (Server.Key[^1] == 'A' ? 'B' : 'A');
        (await Server.With(Server.Keep(almost)).GetAsync(Path)).IsProblem(401);
    }

    [Fact]
    public async Task A_key_is_refused_from_the_moment_it_expires()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using RunningServer server = await RunningServer.StartAsync(new() { Time = time });
        Client caller = await server.WithNewKeyAsync("write read", expires: time.GetUtcNow().AddHours(1).ToString("O"));
        time.Advance(TimeSpan.FromMinutes(59));
        (await caller.PostAsync(Path, Some.Audit)).Is(201);
        time.Advance(TimeSpan.FromMinutes(1));
        (await caller.PostAsync(Path, Some.Audit)).IsProblem(401);
        (await caller.GetAsync(Path)).IsProblem(401);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_after_a_restart()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("metalog-api-");
        string? key;
        await using (RunningServer server = await RunningServer.StartAsync(new() { Folder = folder.FullName }))
        {
            Client caller = await server.WithNewKeyAsync("write");
            key = caller.Key;
            (await caller.PostAsync(Path, Some.Audit)).Is(201);
            (await server.Owner().DeleteAsync($"/api/v1/keys/{caller.KeyId}")).Is(200);
            (await caller.PostAsync(Path, Some.Audit)).IsProblem(401);
            (await server.Owner().DeleteAsync($"/api/v1/keys/{caller.KeyId}")).Is(200);
            Assert.Single(await server.OwnAsync("metalog.key.revoke"));
        }

        await using (RunningServer again = await RunningServer.StartAsync(new() { Folder = folder.FullName }))
        {
            (await again.With(again.Keep(key!)).PostAsync(Path, Some.Audit)).IsProblem(401);
            (await again.Owner().PostAsync(Path, Some.Audit)).Is(201);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_wrong_key_on_an_open_route_is_not_looked_at() => (await Server.With("wrong").GetAsync("/healthz")).Is(200);
}
