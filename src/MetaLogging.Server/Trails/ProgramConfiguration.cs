using MetaLogging.Configuration;
using Microsoft.Extensions.Configuration;

namespace MetaLogging.Server.Trails;

/// <summary>
/// The configuration that a command finds around it, as a server would: <c>appsettings.json</c> of the working folder, the file beside it of the
/// environment's name, the variables of the environment.
/// </summary>
internal static class ProgramConfiguration
{
    /// <exception cref="SettingsException">A file can't be read.</exception>
    public static IConfiguration Read(Surroundings surroundings)
    {
        string environment = surroundings.Variable("DOTNET_ENVIRONMENT") is { Length: > 0 } name ? name
            : surroundings.Variable("ASPNETCORE_ENVIRONMENT") is { Length: > 0 } other ? other
            : "Production";
        string[] files = ["appsettings.json", $"appsettings.{environment}.json"];
        ConfigurationBuilder builder = new();
        builder.SetBasePath(surroundings.WorkingFolder);
        foreach (string file in files)
        {
            builder.AddJsonFile(file, optional: true, reloadOnChange: false);
        }

        // Variables that differ in case alone are one setting.
        Dictionary<string, string?> variables = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string variable, string value) in surroundings.Variables)
        {
            variables[variable.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        builder.AddInMemoryCollection(variables);
        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new(string.Join(", ", files), IssueSeverity.Error,
                $"{e.Message} {(e.InnerException is { } reason ? reason.GetBaseException().Message : "")}".Trim(),
                $"See that the file in {surroundings.WorkingFolder} is JSON and that this user may read it.")]);
        }
    }

    /// <summary>A value that is not of its setting's type, as an issue; null where a failure is another one. The value is not repeated.</summary>
    public static ConfigurationIssue? IssueOf(InvalidOperationException failure)
    {
        if (failure.Source != "Microsoft.Extensions.Configuration.Binder")
        {
            return null;
        }

        // "Failed to convert configuration value '…' at 'MetaLogging:Journal:SegmentSize' to type 'System.Int32'."
        string[] parts = failure.Message.Split('\'');
        (string setting, string type) = parts.Length >= 5 ? (parts[^4], parts[^2]) : ("MetaLogging", "");
        return new(
            setting, IssueSeverity.Error,
            type switch
            {
                "System.Int32" or "System.Int64" => "Its value is not a whole number.",
                "System.Boolean" => "Its value is neither true nor false.",
                "System.TimeSpan" => "Its value is not a time as 00:00:30 or 7.00:00:00 is.",
                _ => "Its value is not one that it takes.",
            },
            "Give it a value of that type, or leave it out for the default.");
    }
}
