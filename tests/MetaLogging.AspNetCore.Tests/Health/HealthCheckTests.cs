using MetaLogging.AspNetCore.Health;
using MetaLogging.Journaling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MetaLogging.AspNetCore.Tests.Health;

public sealed class HealthCheckTests
{
    readonly FailingFiles _disk = new();

    [Fact]
    public async Task A_trail_that_is_well_is_healthy_and_a_journal_that_cannot_be_written_is_not()
    {
        await using WebProgram program = await StartAsync();
        HealthReportEntry well = await CheckAsync(program);
        Assert.Equal(HealthStatus.Healthy, well.Status);
        Assert.Equal("Ready", well.Data["journal"]);
        _disk.IsBroken = true;
        await program.GetAsync("/thing");
        HealthReportEntry broken = await CheckAsync(program);
        Assert.Equal(HealthStatus.Unhealthy, broken.Status);
        Assert.Equal(1L, broken.Data["lost"]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await program.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task Losses_that_are_not_told_yet_degrade_it()
    {
        await using WebProgram program = await StartAsync();
        program.Get<CaptureLosses>().Add("logger", 3, "The queue was full.");
        HealthReportEntry degraded = await CheckAsync(program);
        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.Contains("3 events of logger were lost", degraded.Description, StringComparison.Ordinal);
        await program.GetAsync("/thing");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(program)).Status);
    }

    [Fact]
    public async Task Before_the_host_has_started_it_is_unhealthy_and_says_so()
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetaLogging(options => options.DataDirectory = "never-made");
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
        services.AddHealthChecks().AddMetaLogging().AddMetaLogging();
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("not open", report.Entries["metalogging"].Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JournalState.Ready, 100, null, HealthStatus.Healthy)]
    [InlineData(JournalState.Ready, 89, null, HealthStatus.Degraded)]
    [InlineData(JournalState.Ready, 100, "It refused the last batch.", HealthStatus.Degraded)]
    [InlineData(JournalState.Ready, -1, null, HealthStatus.Healthy)]
    [InlineData(JournalState.LowOnSpace, 100, null, HealthStatus.Degraded)]
    [InlineData(JournalState.Full, 100, null, HealthStatus.Unhealthy)]
    [InlineData(JournalState.Damaged, 100, null, HealthStatus.Unhealthy)]
    [InlineData(JournalState.ReadOnly, 100, null, HealthStatus.Unhealthy)]
    public void A_store_that_is_behind_or_ill_is_degraded_and_only_the_journal_makes_it_unhealthy(JournalState state, long position, string? problem, HealthStatus status)
    {
        TrailHealth health = new(new(state, null, [], 1 << 30), [new("influxdb", "InfluxDB", position, problem)]);
        HealthCheckResult judged = MetaLoggingHealthCheck.Judge(health, 100, [], 10, HealthStatus.Unhealthy);
        Assert.Equal(status, judged.Status);
        Assert.Equal(position < 0 ? null : 100 - position, judged.Data.GetValueOrDefault("lag.influxdb"));
    }

    Task<WebProgram> StartAsync() => WebProgram.StartAsync(
        builder =>
        {
            builder.Services.AddMetaLogging().AddAspNetCore();
            builder.Services.AddHealthChecks().AddMetaLogging();
        },
        app =>
        {
            app.UseMetaLogging();
            app.MapHealthChecks("/health");
            app.MapGet("/thing", () => "").Audited("thing.read");
        },
        _disk);

    static async Task<HealthReportEntry> CheckAsync(WebProgram program) =>
        (await program.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["metalogging"];
}
