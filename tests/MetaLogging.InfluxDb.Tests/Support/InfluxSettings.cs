namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>How a server of a test's own is set up; what is left out is as it comes.</summary>
internal sealed record InfluxSettings
{
    /// <summary>Whether it asks who is there. It has the administrator of <see cref="InfluxServer"/> then.</summary>
    public bool Authentication { get; init; }

    /// <summary>The most bytes of a write's body.</summary>
    public int? MaxBodySize { get; init; }

    /// <summary>The most rows of an answer that is not chunked.</summary>
    public int? MaxRowLimit { get; init; }

    /// <summary>The most bytes of points of one shard that wait in memory for their file.</summary>
    public int? CacheMaxMemorySize { get; init; }

    /// <summary>The most values that a tag may have in a database.</summary>
    public int? MaxValuesPerTag { get; init; }

    /// <summary>Folder with <c>server.pem</c>, its certificate and key: it speaks TLS only. Null: it does not.</summary>
    public string? Tls { get; init; }
}
