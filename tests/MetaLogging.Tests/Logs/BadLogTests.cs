using System.Collections;
using MetaLogging.Events;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MetaLogging.Tests.Logs;

/// <summary>Whatever is logged: it breaks nobody, and something of it is recorded.</summary>
public sealed class BadLogTests
{
    [Fact]
    public async Task What_is_logged_badly_is_recorded_as_well_as_can_be()
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync();
        ILogger logger = application.Logger();
        List<object?> circle = [];
        circle.Add(circle);
#pragma warning disable CA2017, CA2254, CA2023 // Wrong on purpose.
        logger.LogInformation("too few {A} {B}", 1);
        logger.LogInformation(null!);
#pragma warning restore CA2017, CA2254, CA2023
        logger.Log<object?>(LogLevel.Information, default, null, null, (_, _) => null!);
        logger.Log<object?>(LogLevel.Information, default, "x", null, null!);
        logger.Log(LogLevel.Information, default, "state", null, (_, _) => throw new InvalidOperationException("formatter"));
        logger.Log(LogLevel.Information, default, new BreakingState(), null, (_, _) => "breaking state");
        logger.LogInformation("value {Value}", new BreakingValue());
        logger.LogInformation("circle {Value}", circle);
        logger.Log(LogLevel.Information, default, new Dictionary<string, object?> { ["Value"] = Endless() }, null, (_, _) => "endless");
        logger.LogInformation("half {Value}", "a\ud800b");
        logger.LogInformation("double {Value} {Value}", double.NaN, 2);
        logger.LogError(new BreakingException(), "exception");
        logger.LogInformation("speaks {Value}", new SpeakingValue(logger));
        using (logger.BeginScope(circle))
        using (logger.BeginScope(new BreakingState()))
        {
            logger.LogInformation("scopes");
        }

        await application.StopAsync();
        string[] messages = [.. (await application.StopAsync()).Select(item => item.Message)];
        Assert.Contains("breaking state", messages);
        Assert.Contains("half a\ufffdb", messages);
        Assert.Contains("exception", messages);
        Assert.Contains("scopes", messages);
        Assert.Contains("speaks spoken", messages);
        Assert.DoesNotContain("inside", messages);
        Assert.Equal(14, messages.Length);
        Assert.Empty(application.Own("metalog.gap"));
    }

    [Theory]
    [InlineData("Shop Orders@Ada<int>", "Shop-Orders-Ada-int-")]
    [InlineData("", "-")]
    public async Task A_category_that_is_no_name_becomes_one(string category, string component)
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync();
        application.Logger(category).LogInformation("said");
        Assert.Equal(component, Assert.Single(await application.StopAsync()).Component);
    }

    [Fact]
    public async Task A_message_that_is_too_long_loses_what_is_least_missed()
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync();
        Dictionary<string, object?> large = Enumerable.Range(0, 60).ToDictionary(i => $"n{i}", object? (_) => new string('x', 4000));
        using (application.Logger().BeginScope(large))
        {
            application.Logger().LogInformation("kept {Value}", 5);
            application.Logger(new string('c', 500)).LogInformation("{Long}", new string('\u0001', 100_000));
        }

        IReadOnlyList<SystemEvent> logged = await application.StopAsync();
        Assert.Equal(["scopes"], logged[0].AdditionalData!["left_out"]!.AsArray().Select(part => (string?)part));
        Assert.Equal(5, (int)logged[0].AdditionalData!["state"]!["Value"]!);
        Assert.Equal(128, logged[1].Component.Length);
        Assert.StartsWith("\u0001", logged[1].Message, StringComparison.Ordinal);
        Assert.Empty(application.Own("metalog.gap"));
    }

    static IEnumerable<int> Endless()
    {
        for (int i = 0; ; i = (i + 1) % 10)
        {
            yield return i;
        }
    }

    sealed class BreakingState : IEnumerable<KeyValuePair<string, object?>>
    {
        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            yield return new("Before", 1);
            throw new InvalidOperationException("state");
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    sealed class BreakingValue
    {
        public override string ToString() => throw new InvalidOperationException("value");
    }

    sealed class SpeakingValue(ILogger logger)
    {
        public override string ToString()
        {
            logger.LogInformation("inside");
            return "spoken";
        }
    }

    sealed class BreakingException : Exception
    {
        public override string Message => throw new InvalidOperationException("message");
    }
}
