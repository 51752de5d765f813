namespace MetaLogging.Bench.Servers;

/// <summary>How the body of a request is packed.</summary>
internal enum BodyEncoding
{
    None,
    Gzip,
    Zstd,
}
