using MetaLogging.Numbers;

namespace MetaLogging.Extensions;

/// <summary>The answer to a request for a privacy report.</summary>
/// <param name="Success">Whether there is a report.</param>
/// <param name="Report">The report; null when the store could not be asked.</param>
/// <param name="Message">What is wrong; null when there is a report.</param>
public sealed record PrivacyReportResult(bool Success, PrivacyReport? Report, string? Message = null);
