namespace MetaLogging.Api.Tests.Support;

/// <summary>Waits for a condition.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
