using System.ComponentModel.DataAnnotations;
using MetaLogging.Configuration;
using MetaLogging.Extensions;
using MetaLogging.Hosting;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MetaLogging.Tests.Hosting;

/// <summary>Which stores a container's trail has, and which one answers.</summary>
public sealed class TrailStoresTests : IDisposable
{
    readonly DataFolder _folder = new();
    readonly ListStore _embedded = new() { Name = "embedded" };
    readonly ListStore _other = new() { Name = "elsewhere" };
    readonly ListStore _third = new() { Name = "third" };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_embedded_store_gives_way_to_one_that_the_settings_ask_for_and_is_never_opened()
    {
        Assert.Equal(["elsewhere"], await FollowingAsync(asked: true));
        Assert.Empty(_embedded.Calls);
        Assert.Contains("open", _other.Calls);
    }

    [Fact]
    public async Task Without_another_one_asked_for_the_embedded_store_follows_and_the_other_is_not_made()
    {
        Assert.Equal(["embedded"], await FollowingAsync(asked: false));
        Assert.Empty(_other.Calls);
    }

    [Fact]
    public async Task Both_follow_where_the_embedded_store_is_wanted_beside_and_the_other_one_answers() =>
        Assert.Equal(["elsewhere", "embedded"], await FollowingAsync(asked: true, ("Stores:Embedded", "true")));

    [Fact]
    public async Task A_setting_names_the_store_that_answers()
    {
        Assert.Equal(["embedded", "elsewhere"], await FollowingAsync(asked: true, ("Stores:Embedded", "true"), ("Queries:Store", "embedded")));
        Assert.Contains("count", _embedded.Calls);
        Assert.DoesNotContain("count", _other.Calls);
    }

    [Fact]
    public async Task A_store_that_the_application_adds_itself_is_there_beside_all_others()
    {
        Assert.Equal(["embedded", "third"], await FollowingAsync(asked: false, services => services.AddSingleton<IEventStore>(_third)));
        Assert.Equal(["elsewhere", "third"], await FollowingAsync(asked: true, services => services.AddSingleton<IEventStore>(_third)));
    }

    [Theory]
    [InlineData("cloud", "cloud. There is: elsewhere.")]
    [InlineData("embedded", "embedded. There is: elsewhere.")]
    public async Task A_store_to_answer_that_is_not_there_stops_the_start_and_is_named_with_what_there_is(string wanted, string said)
    {
        ValidationException refused = await Assert.ThrowsAsync<ValidationException>(() => FollowingAsync(asked: true, ("Queries:Store", wanted)));
        Assert.StartsWith("MetaLogging:Queries:Store: There is no store " + said, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "journal")));
    }

    [Fact]
    public async Task An_embedded_store_that_is_asked_for_and_was_not_added_is_warned_of()
    {
        using IHost host = Build(services => services.AddSingleton(new ConfiguredStore("elsewhere", true, () => _other)), ("Stores:Embedded", "true"));
        await host.StartAsync(Cancel);
        ConfigurationIssue issue = Assert.Single(host.Services.GetRequiredService<MetaLoggingExtension>().ValidateConfig());
        Assert.Equal(("MetaLogging:Stores:Embedded", IssueSeverity.Warning), (issue.Setting, issue.Severity));
        await host.StopAsync(Cancel);
    }

    [Fact]
    public void All_that_is_wrong_with_the_settings_of_all_packages_can_be_said_though_they_are_wrong()
    {
        using IHost host = Build(
            services => services.AddSingleton<IIssueSource>(new Complaint()), ("Journal:SegmentSize", "12"), ("ApplicationName", "two words"));
        string[] settings = [.. host.Services.GetRequiredService<ContainerIssues>().Find().Select(issue => issue.Setting)];
        Assert.Superset(new HashSet<string> { "MetaLogging:ApplicationName", "MetaLogging:Journal:SegmentSize", "tests" }, settings.ToHashSet());
    }

    [Fact]
    public async Task Validating_with_the_stores_tells_what_they_find_too()
    {
        _embedded.Issues = Task.FromResult<IReadOnlyList<ConfigurationIssue>>([new("store embedded", IssueSeverity.Warning, "It is old.", "Buy a new one.")]);
        using IHost host = Build(services => services.AddSingleton<IEventStore>(_embedded));
        await host.StartAsync(Cancel);
        MetaLoggingExtension extension = host.Services.GetRequiredService<MetaLoggingExtension>();
        await extension.GetAuditSummaryAsync(cancellationToken: Cancel);
        Assert.Empty(extension.ValidateConfig());
        Assert.Equal("It is old.", Assert.Single(await extension.ValidateConfigAsync(Cancel)).Message);
        await host.StopAsync(Cancel);
    }

    Task<string[]> FollowingAsync(bool asked, params (string Name, string Value)[] settings) => FollowingAsync(asked, _ => { }, settings);

    /// <summary>The names of the stores that follow, after a question.</summary>
    async Task<string[]> FollowingAsync(bool asked, Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        using IHost host = Build(
            services =>
            {
                services.AddSingleton<IEventStore>(_embedded).AddSingleton(new ConfiguredStore("elsewhere", asked, () => _other));
                add(services);
            },
            settings);
        await host.StartAsync(Cancel);
        Assert.NotNull((await host.Services.GetRequiredService<IAuditTrail>().SummarizeAsync(cancellationToken: Cancel)).Counts);
        string[] names = [.. host.Services.GetRequiredService<AuditTrail>().Health.Stores.Select(store => store.Name)];
        await host.StopAsync(Cancel);
        return names;
    }

    IHost Build(Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
        [
            new("MetaLogging:DataDirectory", _folder.Path), new("MetaLogging:Journal:Watermark", "0"),
            .. settings.Select(setting => new KeyValuePair<string, string?>($"MetaLogging:{setting.Name}", setting.Value)),
        ]);
        builder.Services.AddMetaLogging();
        add(builder.Services);
        return builder.Build();
    }

    sealed class Complaint : IIssueSource
    {
        public IReadOnlyList<ConfigurationIssue> Find() => [new("tests", IssueSeverity.Warning, "Something.", "Anything.")];
    }
}
