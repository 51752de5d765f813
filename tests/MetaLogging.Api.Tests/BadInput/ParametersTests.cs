namespace MetaLogging.Api.Tests.BadInput;

public sealed class ParametersTests(SharedServer shared)
{
    const string Audit = "/api/v1/audit-events";

    Client Owner => shared.Server.Owner();

    [Theory]
    [InlineData($"{Audit}?limit=0", "limit")]
    [InlineData($"{Audit}?limit=1001", "limit")]
    [InlineData($"{Audit}?limit=-1", "limit")]
    [InlineData($"{Audit}?limit=1.5", "limit")]
    [InlineData($"{Audit}?limit=", "limit")]
    [InlineData($"{Audit}?limit=99999999999999999999", "limit")]
    [InlineData($"{Audit}?limit=5&limit=5", "limit")]
    [InlineData($"{Audit}?nonsense=1", "nonsense")]
    [InlineData($"{Audit}?LIMIT=5", "LIMIT")]
    [InlineData($"{Audit}?username=root", "username")]
    [InlineData($"{Audit}?user_id=a%00b", "user_id")]
    [InlineData($"{Audit}?success=yes", "success")]
    [InlineData($"{Audit}?success=true&success=false", "success")]
    [InlineData($"{Audit}?own=1", "own")]
    [InlineData($"{Audit}?order=up", "order")]
    [InlineData($"{Audit}?include_total=maybe", "include_total")]
    [InlineData($"{Audit}?follow=true", "follow")]
    [InlineData($"{Audit}?start_time=yesterday", "start_time")]
    [InlineData($"{Audit}?start_time=2026-01-01T00:00:00", "start_time")]
    [InlineData($"{Audit}?start_time=2026-01-01T00:00:00+01:00", "start_time")]
    [InlineData($"{Audit}?end_time=2026-13-01T00:00:00Z", "end_time")]
    [InlineData($"{Audit}?start_time=2026-01-02T00:00:00Z&end_time=2026-01-01T00:00:00Z", "start_time")]
    [InlineData($"{Audit}?ip_address=nowhere", "ip_address")]
    [InlineData($"{Audit}?text=", "text")]
    [InlineData($"{Audit}?cursor=nonsense", "cursor")]
    [InlineData($"{Audit}?cursor=", "cursor")]
    [InlineData("/api/v1/failed-logins?min_risk_score=2", "min_risk_score")]
    [InlineData("/api/v1/failed-logins?min_risk_score=NaN", "min_risk_score")]
    [InlineData("/api/v1/system-events?level=LOUD", "level")]
    [InlineData("/api/v1/reports/privacy?days=0", "days")]
    [InlineData("/api/v1/reports/privacy?days=7&start_time=2026-01-01T00:00:00Z", "days")]
    [InlineData("/api/v1/reports/privacy?end_time=2026-01-01T00:00:00Z", "start_time")]
    [InlineData("/api/v1/reports/privacy?tz=Mars/Olympus", "tz")]
    [InlineData("/api/v1/reports/privacy?tz=../../../etc/passwd", "tz")]
    [InlineData("/api/v1/reports/privacy?tz=/dev/zero", "tz")]
    [InlineData("/api/v1/reports/privacy?tz=", "tz")]
    [InlineData("/api/v1/summary?hours=0", "hours")]
    [InlineData("/api/v1/summary?hours=-1", "hours")]
    [InlineData("/api/v1/summary?hours=NaN", "hours")]
    [InlineData("/api/v1/summary?hours=Infinity", "hours")]
    [InlineData("/api/v1/summary?hours=1000001", "hours")]
    [InlineData("/api/v1/summary?days=1", "days")]
    [InlineData("/api/v1/keys?all=true", "all")]
    [InlineData("/api/v1/config/issues?x=1", "x")]
    [InlineData("/api/v1/events/nonsense", "id")]
    [InlineData("/api/v1/events/0198a0b0c0d07e0f80000123456789ab", "id")]
    public async Task A_wrong_parameter_is_400_and_is_named(string path, string parameter) => (await Owner.GetAsync(path)).IsProblem(400, parameter);

    [Fact]
    public async Task A_text_to_search_for_has_at_most_a_thousand_characters()
    {
        (await Owner.GetAsync($"{Audit}?text={new string('x', 1001)}")).IsProblem(400, "text");
        Assert.Empty((await Owner.GetAsync($"{Audit}?text={new string('x', 1000)}")).Items);
        string twenty = string.Join('&', Enumerable.Range(0, 20).Select(n => $"text=nowhere{n}"));
        Assert.Empty((await Owner.GetAsync($"{Audit}?{twenty}")).Items);
        (await Owner.GetAsync($"{Audit}?{twenty}&text=one")).IsProblem(400, "text");
    }

    [Theory]
    [InlineData("/api/v1/audit-events?on_error=stop", "application/json", "on_error")]
    [InlineData("/api/v1/audit-events?limit=1", "application/x-ndjson", "limit")]
    [InlineData("/api/v1/audit-events?on_error=perhaps", "application/x-ndjson", "on_error")]
    [InlineData("/api/v1/audit-events?on_conflict=ignore", "application/x-ndjson", "on_conflict")]
    public async Task A_wrong_parameter_of_a_recording_is_400_and_nothing_is_kept(string path, string type, string parameter)
    {
        string action = Some.Name("parameter");
        (await Owner.PostAsync(path, System.Text.Encoding.UTF8.GetBytes(Some.AuditOf(action)), type)).IsProblem(400, parameter);
        Assert.Empty((await Owner.GetAsync($"{Audit}?action={action}")).Items);
    }

    [Fact]
    public async Task A_zone_that_is_the_path_of_a_pipe_is_400_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are made by a command of Linux");
        string pipe = System.IO.Path.Combine(shared.Server.Folder, "pipe");
        using System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", pipe);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await Owner.GetAsync($"/api/v1/reports/privacy?tz={pipe}")).IsProblem(400, "tz");
        (await Owner.GetAsync($"/api/v1/reports/privacy?tz=../../..{pipe}")).IsProblem(400, "tz");
        File.Delete(pipe);
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT%2B5")]
    public async Task A_zone_is_found_by_its_name(string name) => (await Owner.GetAsync($"/api/v1/reports/privacy?tz={name}")).Is(200);

    [Fact]
    public async Task More_values_than_anybody_needs_and_longer_ones_are_400()
    {
        string many = string.Join('&', Enumerable.Range(0, 101).Select(i => $"user_id={i}"));
        (await Owner.GetAsync($"{Audit}?{many}")).IsProblem(400, "user_id");
        (await Owner.GetAsync($"{Audit}?user_id={new string('x', 1025)}")).IsProblem(400, "user_id");
        (await Owner.GetAsync($"{Audit}?{new string('n', 3000)}=1")).IsProblem(400);
    }

    [Fact]
    public async Task A_cursor_goes_with_its_query_only()
    {
        string tenant = Some.Name("cursor");
        Client caller = await shared.Server.WithNewKeyAsync("read write", tenant);
        (await caller.PostLinesAsync(Audit, Enumerable.Repeat(Some.Audit, 5))).Is(201);
        string cursor = (await caller.GetAsync($"{Audit}?limit=2&user_id=user123")).Json["next_cursor"]!.GetValue<string>();
        Assert.Equal(3, (await caller.GetAsync($"{Audit}?limit=4&user_id=user123&cursor={cursor}")).Is(200).Items.Count);
        (await caller.GetAsync($"{Audit}?limit=2&cursor={cursor}")).IsProblem(400, "cursor");
        (await caller.GetAsync($"{Audit}?limit=2&user_id=user124&cursor={cursor}")).IsProblem(400, "cursor");
        (await caller.GetAsync($"{Audit}?limit=2&user_id=user123&order=asc&cursor={cursor}")).IsProblem(400, "cursor");
        (await caller.GetAsync($"/api/v1/system-events?limit=2&user_id=user123&cursor={cursor}")).IsProblem(400, "cursor");
        (await Owner.GetAsync($"{Audit}?limit=2&user_id=user123&cursor={cursor}")).IsProblem(400, "cursor");
        (await caller.GetAsync($"{Audit}?limit=2&user_id=user123&cursor={cursor[..^1]}")).IsProblem(400, "cursor");
        (await caller.GetAsync($"{Audit}?limit=2&user_id=user123&cursor={cursor}&cursor={cursor}")).IsProblem(400, "cursor");
        (await caller.StreamAsync($"{Audit}?user_id=user123&cursor={cursor}")).IsProblem(400, "cursor");
    }
}
