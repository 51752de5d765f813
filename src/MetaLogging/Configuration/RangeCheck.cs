using Microsoft.Extensions.Options;

namespace MetaLogging.Configuration;

/// <summary>Refuses settings of a section that are out of their range, at start, each with its remedy.</summary>
internal sealed class RangeCheck<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        string[] errors = [.. ConfigurationCheck.FindOutOfRange(section, options).Select(issue => $"{issue.Setting}: {issue.Message} {issue.Remedy}")];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
