using MetaLogging.Configuration;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Configuration;

/// <summary>Refuses wrong settings at start, each with its remedy.</summary>
internal sealed class ApiOptionsCheck : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        string[] errors = [.. ApiIssues.Check(options)
            .Where(issue => issue.Severity == IssueSeverity.Error)
            .Select(issue => $"{issue.Setting}: {issue.Message} {issue.Remedy}")];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
