namespace MetaLogging.AspNetCore.Tests.Requests;

public sealed class AuditedRequestsTests(Shop shop) : IClassFixture<Shop>
{
    WebProgram Program => shop.Program;

    [Fact]
    public async Task An_audited_request_says_who_did_what_from_where_and_with_what_outcome()
    {
        HttpResponseMessage answer = await Program.GetAsync("/invoices/17?token=hidden", ("X-User", "7 Alice"), ("User-Agent", "Tests/1.0"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        AuditEvent read = Assert.Single(await Program.AuditsAsync("invoice.read"));
        Assert.Equal(("7", "Alice", "127.0.0.1", "Tests/1.0"), (read.UserId, read.UserName, read.IpAddress, read.UserAgent));
        Assert.Equal(("invoice", "17", true, true, null), (read.ResourceType, read.ResourceId, read.Success, read.PrivacyImpact, read.ErrorMessage));
        Assert.Equal(["financial"], read.DataCategories);
        Assert.NotNull(read.RequestId);
        Assert.Equal(("GET", "/invoices/{id}", 200), (Text(read, "method"), Text(read, "route"), Status(read)));
        Assert.Null(read.Phase);
        Assert.Contains("invoice.read", Program.JournalText(), StringComparison.Ordinal);   // what is searched can be read
        Assert.DoesNotContain("hidden", Program.JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_adds_what_is_only_known_when_the_request_is_done()
    {
        await Program.PostAsync("/invoices");
        AuditEvent made = Assert.Single(await Program.AuditsAsync("invoice.create"));
        Assert.Equal(("18", 201, 3), (made.ResourceId, Status(made), (int)made.AdditionalData!["lines"]!.GetValue<double>()));
        Assert.Equal(["customer-4"], made.SubjectIds);
    }

    [Fact]
    public async Task What_a_handler_adds_too_much_of_is_left_out_and_the_request_is_recorded()
    {
        await Program.PostAsync("/notes");
        AuditEvent made = Assert.Single(await Program.AuditsAsync("note.create"));
        Assert.Equal(("n-1", 200, true), (made.ResourceId, Status(made), made.AdditionalData!.ContainsKey("left_out")));
        Assert.False(made.AdditionalData.ContainsKey("text"));
    }

    [Fact]
    public async Task One_pattern_for_all_controllers_is_named_by_the_one_that_was_asked()
    {
        await Program.GetAsync("/pages/chairs/sit/3");
        Assert.Equal("/pages/Chairs/Sit/{id?}", Assert.Single(await Program.AuditsAsync("chair.read")).ResourceId);
    }

    [Theory]
    [InlineData("/group/a", "group.read")]
    [InlineData("/group/b", "group.b")]
    [InlineData("/group/inner/d", "group.inner")]
    [InlineData("/attribute", "attribute.read")]
    [InlineData("/books/5", "book.read")]
    [InlineData("/books/list", "book.any")]
    [InlineData("/pens", "controllers.all")]
    public async Task The_nearest_that_is_said_of_an_endpoint_counts(string path, string action)
    {
        string user = $"nearest-{action}";
        await Program.GetAsync(path, ("X-User", $"{user} Bob"));
        Assert.Equal([action], (await Program.EventsAsync()).OfType<AuditEvent>().Where(audit => audit.UserId == user).Select(audit => audit.Action));
    }

    [Theory]
    [InlineData("/group/c")]
    [InlineData("/books/hidden")]
    [InlineData("/mine")]
    public async Task What_is_not_to_be_audited_is_not(string path)
    {
        string user = $"unaudited{path}";
        Assert.Equal(HttpStatusCode.OK, (await Program.GetAsync(path, ("X-User", $"{user} Bob"))).StatusCode);
        Assert.DoesNotContain(await Program.EventsAsync(), item => item is AuditEvent audit && audit.UserId == user);
    }

    [Fact]
    public async Task A_resource_in_a_controller_has_the_id_of_its_route_value()
    {
        await Program.GetAsync("/books/41", ("X-User", "reader Bob"));
        Assert.Contains(await Program.AuditsAsync("book.read"), audit => audit is { ResourceId: "41", ResourceType: "book", UserId: "reader" });
    }

    [Fact]
    public async Task An_answer_of_400_and_above_is_no_success()
    {
        await Program.GetAsync("/missing");
        AuditEvent missing = Assert.Single(await Program.AuditsAsync("missing.read"));
        Assert.Equal((false, 404, "endpoint", "/missing"), (missing.Success, Status(missing), missing.ResourceType, missing.ResourceId));
        Assert.Null(missing.UserId);
    }

    [Fact]
    public async Task An_exception_is_a_failure_with_its_type_and_without_its_message()
    {
        Assert.Equal(HttpStatusCode.InternalServerError, (await Program.GetAsync("/throws")).StatusCode);
        AuditEvent failed = Assert.Single(await Program.AuditsAsync("throws.read"));
        Assert.Equal((false, 500, "InvalidOperationException"), (failed.Success, Status(failed), failed.ErrorMessage));
        Assert.DoesNotContain("the secret of the message", Program.JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_has_started_already_arrives_whole_and_is_audited()
    {
        HttpResponseMessage answer = await Program.GetAsync("/started");
        Assert.Equal("begun and ended", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await Program.SettleAsync();
        Assert.Equal(200, Status(Assert.Single(await Program.AuditsAsync("started.read"))));
    }

    [Fact]
    public async Task A_client_that_went_away_is_recorded_with_what_happened()
    {
        using CancellationTokenSource leaving = new();
        Task asking = Program.Http.GetAsync("/slow", leaving.Token);
        await shop.IsInSlow.Task.WaitAsync(TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Program.SettleAsync();
        AuditEvent left = Assert.Single(await Program.AuditsAsync("slow.read"));
        Assert.Equal((false, 499, "The client went away."), (left.Success, Status(left), left.ErrorMessage));
        Assert.True(left.AdditionalData!["client_gone"]!.GetValue<bool>());
    }

    [Fact]
    public async Task What_is_recorded_below_a_request_has_its_user_address_and_id()
    {
        HttpResponseMessage answer = await Program.GetAsync("/below", ("X-User", "7 Alice"), ("User-Agent", "Tests/1.0"));
        Assert.Equal("Alice", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        AuditEvent shipped = Assert.Single(await Program.AuditsAsync("order.ship"));
        Assert.Equal(("7", "Alice", "127.0.0.1", "Tests/1.0"), (shipped.UserId, shipped.UserName, shipped.IpAddress, shipped.UserAgent));
        Assert.NotNull(shipped.RequestId);
    }

    [Fact]
    public async Task What_a_client_sends_too_much_of_is_cut_and_recorded()
    {
        string id = new('x', 2000);
        HttpResponseMessage answer = await Program.GetAsync("/says/404", ("X-User", $"{id} Long"), ("User-Agent", new string('u', 5000)));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        AuditEvent cut = Assert.Single(await Program.AuditsAsync("says.read"), audit => audit.UserName == "Long");
        Assert.Equal((512, 1024), (cut.UserId!.Length, cut.UserAgent!.Length));
    }

    [Fact]
    public async Task Requests_at_the_same_time_are_each_of_their_own_user()
    {
        string[] users = [.. Enumerable.Range(0, 60).Select(i => $"user{i}")];
        await Task.WhenAll(users.Select(user => Program.GetAsync($"/books/{user[4..]}", ("X-User", $"{user} Name-{user}"))));
        AuditEvent[] reads = [.. (await Program.AuditsAsync("book.read")).Where(audit => audit.UserId!.StartsWith("user", StringComparison.Ordinal))];
        Assert.Equal(users.Order(), reads.Select(audit => audit.UserId).Order());
        Assert.All(reads, audit => Assert.Equal(($"Name-{audit.UserId}", audit.UserId![4..]), (audit.UserName, audit.ResourceId)));
        Assert.Equal(60, reads.Select(audit => audit.RequestId).Distinct().Count());
    }

    static int Status(AuditEvent audit) => (int)audit.AdditionalData!["status"]!.GetValue<double>();

    static string Text(AuditEvent audit, string name) => audit.AdditionalData![name]!.GetValue<string>();
}
