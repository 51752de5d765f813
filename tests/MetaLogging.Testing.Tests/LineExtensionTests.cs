using Lines;
using MetaLogging.Extensions;
using MetaLogging.Hooks;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MetaLogging.Testing.Tests;

/// <summary>A sample, tested without a test framework's help: it is made, initialized and disposed by hand.</summary>
public sealed class LineExtensionTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_about_each_operation_is_written_and_the_ability_is_there()
    {
        await using Lined test = new();
        string file = Path.Combine(test.DataFolder, "lines");
        test.Variables["LINES_FILE"] = file;
        await test.InitializeAsync();
        await test.Services.GetRequiredService<Operations>().RunAsync("order.ship", _ => Task.CompletedTask, Cancel);
        Assert.Equal("order.ship done\n", await File.ReadAllTextAsync(file, Cancel));
        test.Host.RequireAbility("line_output");
    }

    [Fact]
    public async Task Without_its_variable_the_ability_is_missing_with_the_reason()
    {
        await using Lined test = new();
        await test.InitializeAsync();
        Assert.Equal("LINES_FILE is not set.", Assert.Throws<AbilityMissingException>(() => test.Host.RequireAbility("line_output")).Reason);
    }

    [Fact]
    public async Task Before_it_is_initialized_a_test_says_what_to_do()
    {
        await using Lined test = new();
        Assert.Contains("InitializeAsync", Assert.Throws<InvalidOperationException>(() => test.Trail).Message, StringComparison.Ordinal);
    }

    sealed class Lined : ExtensionTest<LineExtension>;
}
