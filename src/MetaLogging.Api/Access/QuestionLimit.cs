using System.Threading.RateLimiting;
using MetaLogging.Api.Configuration;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Access;

/// <summary>
/// How many questions each caller may ask: a bucket of a minute's worth, which fills evenly; and another one for parts of the signed log.
/// </summary>
internal sealed class QuestionLimit(IOptions<ApiOptions> options) : IDisposable
{
    readonly PartitionedRateLimiter<Caller> _questions = Make(options.Value.QueriesPerMinute);
    readonly PartitionedRateLimiter<Caller> _logReads = Make(options.Value.LogReadsPerMinute);

    /// <summary>How many a minute.</summary>
    public int PerMinute(bool isOfLog) => isOfLog ? options.Value.LogReadsPerMinute : options.Value.QueriesPerMinute;

    /// <summary>Asks whether a caller may ask one more.</summary>
    public RateLimitLease Ask(Caller caller, bool isOfLog) => (isOfLog ? _logReads : _questions).AttemptAcquire(caller);

    /// <inheritdoc/>
    public void Dispose()
    {
        _questions.Dispose();
        _logReads.Dispose();
    }

    static PartitionedRateLimiter<Caller> Make(int perMinute)
    {
        TokenBucketRateLimiterOptions bucket = new()
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromMinutes(Math.Max(1, perMinute / 60) / (double)perMinute),
            QueueLimit = 0,
        };
        return PartitionedRateLimiter.Create<Caller, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller.Id, _ => bucket));
    }
}
