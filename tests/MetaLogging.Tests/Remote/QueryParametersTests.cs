using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Remote;
using MetaLogging.Validation;
using Xunit;

namespace MetaLogging.Tests.Remote;

public sealed class QueryParametersTests
{
    static readonly DateTimeOffset Time = new(2026, 10, 26, 7, 33, 20, TimeSpan.FromHours(1));

    [Fact]
    public void Every_filter_of_audit_events_has_its_parameter() => Assert.Equal(
        "api/v1/audit-events?user_id=1&user_id=2&user_name=3&on_behalf_of=4&subject_id=5&action=a%2A&resource_type=b&resource_id=6&success=false"
        + "&privacy_impact=true&data_category=c&ip_address=2001%3Adb8%3A%3A1&own=true&start_time=2026-10-26T06%3A33%3A20Z"
        + "&end_time=2026-10-26T06%3A33%3A20.0000001Z&source=d&tenant_id=e&request_id=7&trace_id=8&text=%C3%A9%20%26%0A&limit=5&cursor=f&order=asc"
        + "&include_total=true",
        QueryParameters.Of(new AuditEventQuery
        {
            UserId = ["1", "2"],
            UserName = ["3"],
            OnBehalfOf = ["4"],
            SubjectId = ["5"],
            Action = ["a*"],
            ResourceType = ["b"],
            ResourceId = ["6"],
            Success = false,
            PrivacyImpact = true,
            DataCategory = ["c"],
            IpAddress = ["2001:db8::1"],
            Own = true,
            StartTime = Time,
            EndTime = Time.AddTicks(1),
            Source = ["d"],
            TenantId = ["e"],
            RequestId = ["7"],
            TraceId = ["8"],
            Text = ["é &\n"],
            Limit = 5,
            Cursor = "f",
            Order = QueryOrder.OldestFirst,
            IncludeTotal = true,
        }));

    [Fact]
    public void Every_filter_of_failed_logins_has_its_parameter() => Assert.Equal(
        "api/v1/failed-logins?username=&ip_address=192.0.2.1&failure_reason=a&is_blocked=true&min_risk_score=0.1&country=DE&limit=100",
        QueryParameters.Of(new FailedLoginQuery
        {
            Username = [""],
            IpAddress = ["192.0.2.1"],
            FailureReason = ["a"],
            IsBlocked = true,
            MinRiskScore = 0.1,
            Country = ["DE"],
        }));

    [Fact]
    public void Every_filter_of_system_events_has_its_parameter() => Assert.Equal(
        "api/v1/system-events?level=WARNING&component=db%2A&user_id=1&limit=100",
        QueryParameters.Of(new SystemEventQuery { Level = EventLevel.Warning, Component = ["db*"], UserId = ["1"] }));

    [Fact]
    public void A_query_has_no_property_that_is_forgotten_here() => Assert.Equal(
        (12 + 11, 6 + 11, 3 + 11),
        (typeof(AuditEventQuery).GetProperties().Length, typeof(FailedLoginQuery).GetProperties().Length, typeof(SystemEventQuery).GetProperties().Length));

    [Fact]
    public void What_is_no_text_is_refused_by_its_name()
    {
        InvalidQueryException refused =
            Assert.Throws<InvalidQueryException>(() => QueryParameters.Of(new AuditEventQuery { UserId = ["\ud83d"] }));

        Assert.Equal(("user_id", ProblemText.LoneSurrogate), (refused.Parameter, refused.Problem));
    }
}
