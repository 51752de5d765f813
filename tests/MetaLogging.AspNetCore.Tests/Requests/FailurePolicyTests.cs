namespace MetaLogging.AspNetCore.Tests.Requests;

public sealed class FailurePolicyTests
{
    readonly FailingFiles _disk = new();
    int _calls;

    [Fact]
    public async Task A_request_that_must_be_recorded_has_an_intent_before_and_an_outcome_after_it()
    {
        await using WebProgram program = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/must")).StatusCode);
        IReadOnlyList<AuditEvent> pair = await program.AuditsAsync("must.read");
        Assert.Equal([OperationPhase.Intent, OperationPhase.Outcome], pair.Select(audit => audit.Phase!.Value));
        Assert.NotNull(Assert.Single(pair.Select(audit => audit.OperationId).Distinct()));
        Assert.False(pair[0].AdditionalData!.ContainsKey("status"));
        Assert.Equal(200, (int)pair[1].AdditionalData!["status"]!.GetValue<double>());
    }

    [Fact]
    public async Task A_request_that_must_be_recorded_and_throws_has_its_outcome()
    {
        await using WebProgram program = await StartAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, (await program.GetAsync("/must/throw")).StatusCode);
        IReadOnlyList<AuditEvent> pair = await program.AuditsAsync("must.throw");
        Assert.Equal([OperationPhase.Intent, OperationPhase.Outcome], pair.Select(audit => audit.Phase!.Value));
        Assert.Equal((false, "NotSupportedException"), (pair[1].Success, pair[1].ErrorMessage));
    }

    [Fact]
    public async Task Where_the_intent_cannot_be_recorded_the_endpoint_does_not_run_and_the_answer_is_503()
    {
        await using WebProgram program = await StartAsync();
        _disk.IsBroken = true;
        HttpResponseMessage answer = await program.GetAsync("/must");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(0, _calls);
        Assert.Single(program.Log.Of(1600));
    }

    [Fact]
    public async Task Where_the_outcome_cannot_be_recorded_the_answer_is_503_and_no_cookie_is_set()
    {
        await using WebProgram program = await StartAsync();
        HttpResponseMessage answer = await program.GetAsync("/must/break");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task Where_the_outcome_cannot_be_recorded_and_the_answer_has_started_the_connection_is_cut()
    {
        await using WebProgram program = await StartAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => program.GetAsync("/must/start-and-break"));
        await program.SettleAsync();
        Assert.Single(program.Log.Of(1601));
    }

    [Fact]
    public async Task By_default_the_request_goes_on_and_what_was_lost_is_told_when_the_journal_is_well_again()
    {
        await using WebProgram program = await StartAsync();
        _disk.IsBroken = true;
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/may")).StatusCode);
        _disk.IsBroken = false;
        await Eventually.TrueAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/may")).StatusCode);
            return (await program.AuditsAsync("may.read")).Count > 0;
        });
        Assert.Empty(program.Get<CaptureLosses>().Untold);
    }

    [Fact]
    public async Task What_fails_below_a_request_because_it_cannot_be_recorded_is_503()
    {
        await using WebProgram program = await StartAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await program.GetAsync("/below")).StatusCode);
    }

    Task<WebProgram> StartAsync() => WebProgram.StartAsync(
        builder => builder.Services.AddMetaLogging().AddAspNetCore(options => options.FailurePolicy = FailurePolicy.FailOperation),
        app =>
        {
            app.UseMetaLogging();
            app.MapGet("/must", () => Called()).Audited("must.read");
            app.MapGet("/must/throw", string () => throw new NotSupportedException()).Audited("must.throw");
            app.MapGet("/must/break", (HttpContext http) =>
            {
                http.Response.Cookies.Append("session", "1");
                _disk.IsBroken = true;
                _calls++;
            }).Audited("must.break");
            app.MapGet("/must/start-and-break", async (HttpContext http) =>
            {
                await http.Response.WriteAsync("begun");
                await http.Response.Body.FlushAsync();
                _disk.IsBroken = true;
            }).Audited("must.break");
            app.MapGet("/may", () => "").Audited("may.read", failurePolicy: FailurePolicy.Continue);
            app.MapGet("/below", string () => throw new EventNotRecordedException("order.ship", new TimeoutException()));
        },
        _disk);

    string Called()
    {
        _calls++;
        return "";
    }
}
