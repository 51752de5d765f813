using MetaLogging.Capturing;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Configuration;

/// <summary>Refuses wrong settings at start, each with its remedy.</summary>
internal sealed class AspNetCoreOptionsCheck : IValidateOptions<AspNetCoreOptions>
{
    public ValidateOptionsResult Validate(string? name, AspNetCoreOptions options)
    {
        List<string> errors = [];
        if (!Enum.IsDefined(options.FailurePolicy))
        {
            errors.Add($"MetaLogging:AspNetCore:FailurePolicy: {(int)options.FailurePolicy} is no policy. Set Continue or FailOperation.");
        }

        if (!Enum.IsDefined(options.SignInFailurePolicy))
        {
            errors.Add($"MetaLogging:AspNetCore:SignInFailurePolicy: {(int)options.SignInFailurePolicy} is no policy. Set Continue or FailOperation.");
        }

        if (options.LagLimit is < 0 or > 1_000_000_000)
        {
            errors.Add($"MetaLogging:AspNetCore:LagLimit: {options.LagLimit} is not within its range. Set it from 0 to 1,000,000,000.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
