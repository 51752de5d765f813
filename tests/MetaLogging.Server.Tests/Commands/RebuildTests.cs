using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Commands;

public sealed class RebuildTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("rebuild")]
    [InlineData("rebuild", "--store", "embedded")]
    public async Task The_store_is_built_again(params string[] arguments)
    {
        Assert.Equal(0, await _shell.RunAsync(arguments));
        Assert.Equal(["embedded"], _shell.Trail.Rebuilt);
        Assert.Contains("9 entries", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal("", _shell.Output);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_answered_with_those_that_are()
    {
        Assert.Equal(2, await _shell.RunAsync("rebuild", "--store", "cloud"));
        Assert.Contains("embedded", _shell.Talk, StringComparison.Ordinal);
        Assert.Empty(_shell.Trail.Rebuilt);
    }

    [Fact]
    public async Task What_the_store_could_not_take_is_said()
    {
        _shell.Trail.Aside.Add(new(3, 5, "not an entry"));
        Assert.Equal(0, await _shell.RunAsync("rebuild"));
        Assert.Contains("2 entries aside", _shell.Talk, StringComparison.Ordinal);
    }
}
