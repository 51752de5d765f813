using System.Globalization;
using System.Text.RegularExpressions;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>A duration as Go writes it: <c>168h0m0s</c>.</summary>
internal static partial class GoDuration
{
    /// <summary>Null for <c>0s</c>, which InfluxDB means as for ever, and for what is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        Match match = Parts().Match(text);
        if (!match.Success)
        {
            return null;
        }

        double seconds = Number(match.Groups[1]) * 3600 + Number(match.Groups[2]) * 60 + Number(match.Groups[3]);
        return seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2)) : null;
    }

    static double Number(Group group) => group.Success ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\A(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?\z", RegexOptions.CultureInvariant)]
    private static partial System.Text.RegularExpressions.Regex Parts();
}
