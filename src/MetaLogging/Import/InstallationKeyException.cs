namespace MetaLogging.Import;

/// <summary>The file of the installation's secret key is not one.</summary>
public sealed class InstallationKeyException(string path, long length) : Exception(FormattableString.Invariant(
    $"{path} has {length} bytes and must have {InstallationKey.Length}. Restore it from a backup: under another key old logs are new."))
{
    /// <summary>The file.</summary>
    public string Path => path;
}
