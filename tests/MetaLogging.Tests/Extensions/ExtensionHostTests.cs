using CsCheck;
using MetaLogging.Extensions;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MetaLogging.Tests.Extensions;

public sealed class ExtensionHostTests
{
    readonly List<string> _told = [];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Extensions_are_configured_then_started_after_those_they_need_and_stopped_before_them()
    {
        await using ExtensionHost host = new([Some("c", "b"), Some("a"), Some("b", "a")]);
        await host.StartAsync(Cancel);
        await host.StopAsync(Cancel);
        Assert.Equal(
            ["configure a", "configure b", "configure c", "start a", "start b", "start c", "stop c", "stop b", "stop a"], _told);
    }

    [Fact]
    public void Whatever_needs_whatever_each_comes_after_those_it_needs() =>
        Gen.Int[0, 20].Array[1, 12].Select(Gen.Int[0, 1000]).Sample((picks, seed) =>
        {
            // Each needs some of those before it; then all are shuffled.
            Random random = new(seed);
            List<Extension> all = [];
            for (int i = 0; i < picks.Length; i++)
            {
                string[] needs = [.. Enumerable.Range(0, i).Where(_ => random.Next(3) == 0).Select(n => $"e{n}")];
                all.Add(new SomeExtension($"e{i}", [], [.. needs.Select(n => new ExtensionDependency(n))]));
            }

            Extension[] shuffled = [.. all];
            random.Shuffle(shuffled);
            IReadOnlyList<Extension> ordered = new ExtensionHost(shuffled).Extensions;
            Assert.Equal(shuffled.Length, ordered.Count);
            for (int i = 0; i < ordered.Count; i++)
            {
                Assert.All(ordered[i].Description.Dependencies, needed => Assert.Contains(ordered.Take(i), before => before.Description.Name == needed.Name));
            }
        });

    [Fact]
    public void Two_extensions_of_one_name_are_refused_and_both_are_named()
    {
        ExtensionNameTakenException taken = Assert.Throws<ExtensionNameTakenException>(() => new ExtensionHost([new DatabaseExtension(), Some("database")]));
        Assert.Contains(nameof(DatabaseExtension), taken.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SomeExtension), taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ability_that_two_extensions_declare_is_refused()
    {
        ExtensionNameTakenException taken = Assert.Throws<ExtensionNameTakenException>(
            () => new ExtensionHost([new SomeExtension("a", []) { Abilities = ["fly"] }, new SomeExtension("b", []) { ConditionalAbilities = ["fly"] }]));
        Assert.Equal("fly", taken.Name);
    }

    [Theory]
    [InlineData("1.9", false)]
    [InlineData("2.0", true)]
    [InlineData("2.5.1", true)]
    [InlineData("3.0", false)]
    public void A_version_out_of_range_is_refused_with_the_range_and_the_version(string version, bool fits)
    {
        Extension[] both = [new SomeExtension("a", [], new ExtensionDependency("b", new(2, 0), new(3, 0))), new SomeExtension("b", []) { Version = Version.Parse(version) }];
        if (fits)
        {
            _ = new ExtensionHost(both);
            return;
        }

        DependencyMissingException missing = Assert.Throws<DependencyMissingException>(() => new ExtensionHost(both));
        Assert.Contains($"a needs b >= 2.0, < 3.0, and b {version} is there", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_extension_is_named_with_the_one_that_needs_it()
    {
        DependencyMissingException missing = Assert.Throws<DependencyMissingException>(() => new ExtensionHost([Some("a", "database")]));
        Assert.Equal(("a", "database"), (missing.Extension, missing.Dependency.Name));
    }

    [Fact]
    public void A_cycle_is_told_from_end_to_end()
    {
        DependencyCycleException cycle = Assert.Throws<DependencyCycleException>(() => new ExtensionHost([Some("x", "a"), Some("a", "b"), Some("b", "c"), Some("c", "a")]));
        Assert.Equal(["a", "b", "c"], cycle.Circle);
        Assert.Contains("a needs b needs c needs a", cycle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ability_asked_for_before_the_start_is_missing_with_the_reason()
    {
        await using ExtensionHost host = new([new SomeExtension("a", _told) { Abilities = ["fly"] }]);
        AbilityMissingException missing = Assert.Throws<AbilityMissingException>(() => host.RequireAbility("fly"));
        Assert.Contains("has not been started", missing.Message, StringComparison.Ordinal);
        await host.StartAsync(Cancel);
        host.RequireAbility("fly");
        await host.StopAsync(Cancel);
        Assert.Contains("is stopped", Assert.Throws<AbilityMissingException>(() => host.RequireAbility("fly")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ability_that_nobody_has_is_missing_and_those_there_are_are_named()
    {
        await using ExtensionHost host = new([new SomeExtension("a", _told) { Abilities = ["fly"] }]);
        Assert.Contains("There is: fly", Assert.Throws<AbilityMissingException>(() => host.RequireAbility("swim")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conditional_ability_comes_and_goes_by_itself_and_each_change_is_told_once()
    {
        FakeTimeProvider time = new();
        SomeExtension extension = new("a", _told) { ConditionalAbilities = ["fly"], Missing = "no wind" };
        await using ExtensionHost host = new([extension], time: time);
        List<Ability> changes = [];
        host.AbilityChanged += (_, change) => throw new InvalidOperationException("a handler must not break the others");
        host.AbilityChanged += (_, change) => changes.Add(change.Ability);
        await host.StartAsync(Cancel);
        Assert.Equal("no wind", host.Ability("fly").MissingBecause);
        extension.Missing = null;
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return host.Ability("fly").IsPresent;
            },
            Cancel);
        extension.Missing = "throws";
        await host.CheckAbilitiesAsync(Cancel);
        await host.CheckAbilitiesAsync(Cancel);
        Assert.Contains("no idea", host.Ability("fly").MissingBecause, StringComparison.Ordinal);
        Assert.Equal([true, false], changes.Select(ability => ability.IsPresent));
    }

    [Fact]
    public async Task An_extension_that_can_not_start_is_named_and_those_before_it_are_stopped()
    {
        SomeExtension ill = new("b", _told, new ExtensionDependency("a")) { WhenStarted = _ => throw new InvalidOperationException("the port is taken") };
        await using ExtensionHost host = new([Some("a"), ill, Some("c", "b")]);
        ExtensionStartException failure = await Assert.ThrowsAsync<ExtensionStartException>(() => host.StartAsync(Cancel));
        Assert.Equal("b", failure.Extension);
        Assert.Contains("the port is taken", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["start a", "stop a"], _told.Where(one => !one.StartsWith("configure", StringComparison.Ordinal)));
        Assert.Equal(
            [ExtensionState.Stopped, ExtensionState.Failed, ExtensionState.NotStarted], (await host.CheckHealthAsync(Cancel)).Select(health => health.State));
    }

    [Fact]
    public async Task A_host_started_twice_starts_its_extensions_once()
    {
        await using ExtensionHost host = new([Some("a")]);
        await Task.WhenAll(host.StartAsync(Cancel), host.StartAsync(Cancel));
        await host.StartAsync(Cancel);
        Assert.Single(_told, "start a");
    }

    [Fact]
    public async Task A_host_stopped_in_mid_flight_cancels_the_start_and_stops_what_had_started()
    {
        TaskCompletionSource begun = new();
        SomeExtension slow = new("b", _told, new ExtensionDependency("a"))
        {
            WhenStarted = async token =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
        };
        await using ExtensionHost host = new([Some("a"), slow]);
        Task starting = host.StartAsync(Cancel);
        await begun.Task;
        await host.StopAsync(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.Equal(["start a", "stop a"], _told.Where(one => !one.StartsWith("configure", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_extension_that_throws_when_it_stops_does_not_keep_the_others()
    {
        SomeExtension ill = new("b", _told, new ExtensionDependency("a")) { WhenStopped = () => throw new InvalidOperationException("stuck") };
        await using ExtensionHost host = new([Some("a"), ill]);
        await host.StartAsync(Cancel);
        await host.StopAsync(Cancel);
        Assert.Equal("stop a", _told[^1]);
        Assert.Equal("stuck", (await host.CheckHealthAsync(Cancel))[1].Problem);
    }

    [Fact]
    public async Task A_stopped_host_can_be_started_again_and_reads_its_variables_anew()
    {
        string value = "1";
        SomeExtension reads = new("a", _told) { Variables = [new("SIZE", "7", "the size")], WhenConfigured = context => $" {context.Variable("SIZE")}" };
        await using ExtensionHost host = new([reads], variable: name => name == "SIZE" ? value : null);
        await host.StartAsync(Cancel);
        await host.StopAsync(Cancel);
        value = "";
        await host.StartAsync(Cancel);
        Assert.Equal(["configure a 1", "start a", "stop a", "configure a 7", "start a"], _told);
    }

    [Fact]
    public async Task A_variable_that_an_extension_does_not_describe_is_refused()
    {
        SomeExtension sly = new("a", _told) { WhenConfigured = context => context.Variable("HOME") };
        await using ExtensionHost host = new([sly]);
        ExtensionStartException failure = await Assert.ThrowsAsync<ExtensionStartException>(() => host.StartAsync(Cancel));
        Assert.Contains("does not describe the variable HOME", failure.Message, StringComparison.Ordinal);
    }

    SomeExtension Some(string name, params string[] needs) => new(name, _told, [.. needs.Select(one => new ExtensionDependency(one))]);
}
