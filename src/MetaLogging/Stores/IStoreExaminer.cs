using MetaLogging.Configuration;

namespace MetaLogging.Stores;

/// <summary>A trail that can say how its stores are.</summary>
internal interface IStoreExaminer
{
    /// <summary>What an operator should know of the stores: what is wrong, what they set aside.</summary>
    Task<IReadOnlyList<ConfigurationIssue>> FindStoreIssuesAsync(CancellationToken cancellationToken);
}
