using MetaLogging.Configuration;

namespace MetaLogging.Numbers;

/// <summary>What a report is about, and by which rules it counts.</summary>
public sealed record ReportScope
{
    /// <summary>The range of timestamps.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>The tenant; null: all of them.</summary>
    public string? TenantId { get; init; }

    /// <summary>The zone whose days <see cref="PrivacyReport.ByDay"/> counts.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The resource types whose ids are persons.</summary>
    public IReadOnlyList<string> PersonResourceTypes { get; init; } = DefaultPersonResourceTypes;

    /// <summary>Patterns of actions of high risk: <c>*</c> stands for any run of characters; case matters.</summary>
    public IReadOnlyList<string> HighRiskActions { get; init; } = DefaultHighRiskActions;

    /// <summary>The scope of a report over a range, by the rules that the settings give.</summary>
    internal static ReportScope Of(TimeRange range, MetaLoggingOptions options) => new()
    {
        Range = range,
        PersonResourceTypes = options.PersonResourceTypes.Count > 0 ? [.. options.PersonResourceTypes] : DefaultPersonResourceTypes,
        HighRiskActions = options.HighRiskActions.Count > 0 ? [.. options.HighRiskActions] : DefaultHighRiskActions,
    };

    /// <summary>The default of <see cref="PersonResourceTypes"/>.</summary>
    public static IReadOnlyList<string> DefaultPersonResourceTypes { get; } = ["user"];

    /// <summary>The default of <see cref="HighRiskActions"/>.</summary>
    public static IReadOnlyList<string> DefaultHighRiskActions { get; } =
        ["*delete*", "*export*", "*download*", "*bulk*", "*permission*", "*role*", "*share*"];
}
