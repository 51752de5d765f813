using MetaLogging.Configuration;
using Microsoft.Extensions.Options;

namespace MetaLogging.InfluxDb.Configuration;

/// <summary>Refuses wrong settings at start, each with its remedy.</summary>
internal sealed class InfluxDbOptionsCheck(SettingSources sources) : IValidateOptions<InfluxDbOptions>
{
    public ValidateOptionsResult Validate(string? name, InfluxDbOptions options)
    {
        string[] errors = [.. InfluxDbCheck.Find(options, sources)
            .Where(issue => issue.Severity == IssueSeverity.Error)
            .Select(issue => $"{issue.Setting}: {issue.Message} {issue.Remedy}")];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
