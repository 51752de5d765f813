namespace MetaLogging.Extensions;

/// <summary>A variable that an extension reads from the environment.</summary>
/// <param name="Name">Its name: <c>INFLUXDB_HOST</c>.</param>
/// <param name="Default">What holds where it is not set; may be empty.</param>
/// <param name="Description">What it says, in words.</param>
public sealed record EnvironmentVariable(string Name, string Default, string Description)
{
    /// <summary>Whether its value is shown nowhere. Default false.</summary>
    public bool IsSecret { get; init; }
}
