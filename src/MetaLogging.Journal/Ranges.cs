using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Journaling;

/// <summary>
/// Checks settings against their attributes, one at a time in a process: <see cref="RangeAttribute"/> converts its limits when it is first asked, and throws where two
/// ask it at once, as two hosts that start in one process do.
/// </summary>
internal static class Ranges
{
    static readonly Lock OneAtATime = new();

    /// <summary>What is wrong with an object's own properties; nothing where all is well.</summary>
    public static IReadOnlyList<ValidationResult> Check(object options)
    {
        List<ValidationResult> wrong = [];
        lock (OneAtATime)
        {
            Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true);
        }

        return wrong;
    }
}
