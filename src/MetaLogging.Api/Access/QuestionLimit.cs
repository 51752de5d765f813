using System.Threading.RateLimiting;
using MetaLogging.Api.Configuration;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Access;

/// <summary>How many questions each caller may ask: a bucket of a minute's worth, which fills evenly.</summary>
internal sealed class QuestionLimit : IDisposable
{
    readonly PartitionedRateLimiter<Caller> _limiter;

    public QuestionLimit(IOptions<ApiOptions> options)
    {
        PerMinute = options.Value.QueriesPerMinute;
        TokenBucketRateLimiterOptions bucket = new()
        {
            TokenLimit = PerMinute,
            TokensPerPeriod = Math.Max(1, PerMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromMinutes(Math.Max(1, PerMinute / 60) / (double)PerMinute),
            QueueLimit = 0,
        };
        _limiter = PartitionedRateLimiter.Create<Caller, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller.Id, _ => bucket));
    }

    /// <summary>How many questions a minute.</summary>
    public int PerMinute { get; }

    /// <summary>Asks whether a caller may ask one more.</summary>
    public RateLimitLease Ask(Caller caller) => _limiter.AttemptAcquire(caller);

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
