using System.Text;
using CsCheck;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Numbers;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Numbers;

public sealed class NumbersReaderTests
{
    static readonly Gen<long> Count = Gen.Long[0, long.MaxValue];

    static readonly Gen<double?> Lag = Gen.Double[0, 1e6].Nullable();

    static readonly Gen<NamedCount[]> Counts =
        Gen.Select(SomeEvents.Text, Count, (name, events) => new NamedCount(name, events)).Array[0, 4]
            .Select(counts => counts.DistinctBy(count => count.Name).ToArray());

    static readonly Gen<PrivacyReport> SomeReport =
        from numbers in Count.Array[5]
        from categories in SomeEvents.Name.Array[0, 3]
        from events in SomeEvents.Audit.Array[0, 2]
        from counts in Counts.Array[4]
        from lag in Lag
        from days in Gen.Int[0, 10_000]
        select new PrivacyReport
        {
            PeriodDays = days,
            PrivacyEvents = numbers[0],
            DataCategoriesAccessed = categories,
            UsersAffected = numbers[1],
            HighRiskOperations = numbers[2],
            HighRiskEvents = [.. events.Select(item => Encoded.View(Encoded.Entry(item)).ToRecorded("here").As<AuditEvent>())],
            TotalEvents = numbers[3],
            OwnEvents = numbers[4],
            ByCategory = counts[0],
            ByAction = counts[1],
            ByActor = counts[2],
            ByDay = counts[3],
            LagSeconds = lag,
        };

    static readonly Gen<AuditSummary> SomeSummary =
        from hours in Gen.Double[0.001, 1e6]
        from isKnown in Gen.Bool
        from counts in Count.Array[5]
        from status in SomeEvents.Text
        from lag in Lag
        select new AuditSummary(hours, isKnown ? new EventCounts(counts[0], counts[1], counts[2], counts[3], counts[4]) : null, status)
        {
            LagSeconds = lag,
        };

    [Fact]
    public void A_report_is_read_back_as_it_was_written() => SomeReport.Sample(report =>
    {
        PrivacyReport read = ReportReader.Read(ReportJson.ToUtf8(report).ToArray());

        Assert.Equal(Encoding.UTF8.GetString(ReportJson.ToUtf8(report)), Encoding.UTF8.GetString(ReportJson.ToUtf8(read)));
        Assert.Equal(report.ByActor, read.ByActor);
        Assert.Equal(report.HighRiskEvents.Select(item => item.TimestampNanoseconds), read.HighRiskEvents.Select(item => item.TimestampNanoseconds));
    }, iter: 200);

    [Fact]
    public void A_summary_is_read_back_as_it_was_written() =>
        SomeSummary.Sample(summary => Assert.Equal(summary, SummaryReader.Read(SummaryJson.ToUtf8(summary).ToArray())), iter: 500);

    [Theory]
    [InlineData("""{"report":{"period_days":30}}""", "report.privacy_events is missing")]
    [InlineData("""{"success":true}""", "report is missing")]
    [InlineData("[]", "the whole is not a JSON object")]
    public void What_is_no_report_is_refused_by_its_member(string json, string problem) =>
        Assert.Equal(problem, Assert.Throws<JsonFormatException>(() => ReportReader.Read(Encoding.UTF8.GetBytes(json))).Message);

    [Fact]
    public void A_member_of_a_report_that_is_unknown_is_passed_over() => SomeReport.Sample(report =>
    {
        string json = Encoding.UTF8.GetString(ReportJson.ToUtf8(report)).Replace("\"period_days\"", "\"mood\":[{}],\"period_days\"", StringComparison.Ordinal);

        Assert.Equal(report.PeriodDays, ReportReader.Read(Encoding.UTF8.GetBytes(json)).PeriodDays);
    }, iter: 10);
}
