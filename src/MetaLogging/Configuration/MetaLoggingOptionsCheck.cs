using Microsoft.Extensions.Options;

namespace MetaLogging.Configuration;

/// <summary>Refuses wrong settings at start, each with its remedy.</summary>
internal sealed class MetaLoggingOptionsCheck : IValidateOptions<MetaLoggingOptions>
{
    public ValidateOptionsResult Validate(string? name, MetaLoggingOptions options)
    {
        string[] errors = [.. ConfigurationCheck.Validate(options)
            .Where(issue => issue.Severity == IssueSeverity.Error)
            .Select(issue => $"{issue.Setting}: {issue.Message} {issue.Remedy}")];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
