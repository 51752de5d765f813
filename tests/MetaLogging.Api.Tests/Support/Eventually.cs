namespace MetaLogging.Api.Tests.Support;

/// <summary>Waits for a condition. One that does not come true in a minute never will, and fails the test.</summary>
internal static class Eventually
{
    static readonly TimeSpan Never = TimeSpan.FromMinutes(1);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Never);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(bound.Token);
        }
    }
}
