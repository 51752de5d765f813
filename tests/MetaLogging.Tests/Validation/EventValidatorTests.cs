using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Tests.Support;
using MetaLogging.Validation;
using Xunit;

namespace MetaLogging.Tests.Validation;

/// <summary>Events made in C#.</summary>
public sealed class EventValidatorTests
{
    const long Now = 1_793_000_000_000_000_000;
    const long FiveMinutes = 300_000_000_000;

    static EventProblem[] Problems(TrailEvent item, EventAuthor author = EventAuthor.Caller)
    {
        List<EventProblem> problems = [];
        EventValidator.Validate(item, Now, problems, author);
        return [.. problems];
    }

    static void Refused(TrailEvent item, string field, string message) =>
        Assert.Equal(new EventProblem(field, message), Assert.Single(Problems(item)));

    [Fact]
    public void What_is_right_has_no_problems()
    {
        Assert.Empty(Problems(Some.AuditEvent()));
        Assert.Empty(Problems(Some.FailedLogin()));
        Assert.Empty(Problems(Some.SystemEvent()));
        Assert.Empty(Problems(Some.AuditEvent() with { Action = "GET:/api/{id}", DataCategories = ["a.b:c/d{e}+*#-_"] }));
    }

    [Fact]
    public void Names_are_narrow()
    {
        Refused(Some.AuditEvent() with { Action = "two words" }, "action", ProblemText.NotAName);
        Refused(Some.AuditEvent() with { Action = "" }, "action", ProblemText.Empty);
        Refused(Some.AuditEvent() with { Action = null! }, "action", ProblemText.Missing);
        Refused(Some.AuditEvent() with { ResourceType = new string('x', 129) }, "resource_type", ProblemText.NotAName);
        Refused(Some.AuditEvent() with { DataCategories = ["a", "b c"] }, "data_categories[1]", ProblemText.NotAName);
        Refused(Some.AuditEvent() with { OperationId = "" }, "operation_id", ProblemText.NotAName);
        Refused(Some.SystemEvent() with { Component = "a@b" }, "component", ProblemText.NotAName);
        Refused(Some.FailedLogin() with { FailureReason = "wrong password" }, "failure_reason", ProblemText.NotAName);
        Refused(Some.SystemEvent() with { Source = "my app" }, "source", ProblemText.NotAName);
        Refused(Some.SystemEvent() with { TenantId = "" }, "tenant_id", ProblemText.NotAName);
        Assert.Empty(Problems(Some.AuditEvent() with { ResourceType = new string('x', 128) }));
    }

    [Fact]
    public void Names_of_the_trails_own_events_are_the_trails()
    {
        AuditEvent own = Some.AuditEvent() with { Action = "metalog.start" };

        Refused(own, "action", ProblemText.Own);
        Assert.Empty(Problems(own, EventAuthor.Trail));
    }

    [Fact]
    public void Ids_have_at_most_512_characters()
    {
        string longest = new('x', 512);
        string longer = new('x', 513);

        Assert.Empty(Problems(Some.AuditEvent() with { UserId = longest, UserName = longest, SubjectIds = [longest] }));
        Refused(Some.AuditEvent() with { UserId = longer }, "user_id", ProblemText.LongId);
        Refused(Some.AuditEvent() with { UserName = longer }, "user_name", ProblemText.LongId);
        Refused(Some.AuditEvent() with { OnBehalfOf = longer }, "on_behalf_of", ProblemText.LongId);
        Refused(Some.AuditEvent() with { ResourceId = longer }, "resource_id", ProblemText.LongId);
        Refused(Some.AuditEvent() with { RequestId = longer }, "request_id", ProblemText.LongId);
        Refused(Some.AuditEvent() with { TraceId = longer }, "trace_id", ProblemText.LongId);
        Refused(Some.AuditEvent() with { SubjectIds = ["a", longer] }, "subject_ids[1]", ProblemText.LongId);
        Refused(Some.FailedLogin() with { Username = longer }, "username", ProblemText.LongId);
        Refused(Some.SystemEvent() with { UserId = longer }, "user_id", ProblemText.LongId);
    }

    [Fact]
    public void Lists_have_their_limits()
    {
        Assert.Empty(Problems(Some.AuditEvent() with { DataCategories = [.. Enumerable.Repeat("a", 64)] }));
        Assert.Empty(Problems(Some.AuditEvent() with { SubjectIds = [.. Enumerable.Repeat("s", 256)] }));
        Refused(Some.AuditEvent() with { DataCategories = [.. Enumerable.Repeat("a", 65)] }, "data_categories", ProblemText.ManyCategories);
        Refused(Some.AuditEvent() with { SubjectIds = [.. Enumerable.Repeat("s", 257)] }, "subject_ids", ProblemText.ManySubjects);
        Refused(Some.AuditEvent() with { SubjectIds = null! }, "subject_ids", ProblemText.Missing);
        Refused(Some.AuditEvent() with { SubjectIds = [null!] }, "subject_ids[0]", ProblemText.Missing);
    }

    [Fact]
    public void A_failed_login_may_not_know_user_and_address_but_must_know_why()
    {
        Assert.Empty(Problems(Some.FailedLogin() with { Username = "", IpAddress = "" }));
        Refused(Some.FailedLogin() with { FailureReason = "" }, "failure_reason", ProblemText.Empty);
        Refused(Some.FailedLogin() with { IpAddress = "host" }, "ip_address", ProblemText.NotAnAddress);
        Refused(Some.AuditEvent() with { IpAddress = "" }, "ip_address", ProblemText.NotAnAddress);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(0.333)]
    public void Scores_from_0_to_1(double score) => Assert.Empty(Problems(Some.FailedLogin() with { RiskScore = score }));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.001)]
    [InlineData(1.001)]
    [InlineData(double.PositiveInfinity)]
    public void Other_scores(double score) => Refused(Some.FailedLogin() with { RiskScore = score }, "risk_score", ProblemText.NotAScore);

    [Fact]
    public void Counts_have_their_least()
    {
        Assert.Empty(Problems(Some.FailedLogin() with { AttemptCount = 0 }));
        Refused(Some.FailedLogin() with { AttemptCount = -1 }, "attempt_count", ProblemText.NegativeCount);
        Refused(Some.FailedLogin() with { RepeatCount = 0 }, "repeat_count", ProblemText.NoRepeat);
    }

    [Theory]
    [InlineData("D")]
    [InlineData("DEU")]
    [InlineData("D1")]
    [InlineData("ÄÖ")]
    [InlineData("")]
    public void Countries_are_two_letters(string country) =>
        Refused(Some.FailedLogin() with { Country = country }, "country", ProblemText.NotACountry);

    [Fact]
    public void Countries_are_kept_in_upper_case()
    {
        Assert.Empty(Problems(Some.FailedLogin() with { Country = "de" }));
        Assert.Equal("DE", Encoded.View(Encoded.Entry(Some.FailedLogin() with { Country = "de" })).Country.ToString());
    }

    [Fact]
    public void Levels_and_phases_are_those_that_there_are()
    {
        Refused(Some.SystemEvent() with { Level = (EventLevel)5 }, "level", ProblemText.NotALevel);
        Refused(Some.AuditEvent() with { Phase = (OperationPhase)2 }, "phase", ProblemText.NotAPhase);
        Refused(Some.SystemEvent() with { Message = "" }, "message", ProblemText.Empty);
    }

    [Fact]
    public void Times_are_from_1970_to_five_minutes_ahead()
    {
        Assert.Empty(Problems(At(0)));
        Assert.Empty(Problems(At(Now + FiveMinutes)));
        Refused(At(Now + FiveMinutes + 1), "timestamp", ProblemText.InTheFuture);
        Refused(At(-1), "timestamp", ProblemText.TooOld);
        Refused(Some.AuditEvent() with { Timestamp = DateTimeOffset.MaxValue }, "timestamp", ProblemText.InTheFuture);
        Refused(Some.AuditEvent() with { Timestamp = DateTimeOffset.MinValue }, "timestamp", ProblemText.TooOld);

        static AuditEvent At(long nanoseconds) => Some.AuditEvent() with { TimestampNanoseconds = nanoseconds };
    }

    [Fact]
    public void Lone_surrogates_are_no_text_anywhere()
    {
        const string Half = "x\udc00";
        Refused(Some.AuditEvent() with { UserId = Half }, "user_id", ProblemText.LoneSurrogate);
        Refused(Some.AuditEvent() with { UserAgent = Half }, "user_agent", ProblemText.LoneSurrogate);
        Refused(Some.AuditEvent() with { ErrorMessage = "\ud800" }, "error_message", ProblemText.LoneSurrogate);
        Refused(Some.AuditEvent() with { SubjectIds = ["a", Half] }, "subject_ids[1]", ProblemText.LoneSurrogate);
        Refused(Some.AuditEvent() with { Changes = [new FieldChange(Half, null, null)] }, "changes[0].field", ProblemText.LoneSurrogate);
        Refused(Some.SystemEvent() with { Message = Half }, "message", ProblemText.LoneSurrogate);
        Refused(Some.FailedLogin() with { Username = Half }, "username", ProblemText.LoneSurrogate);
        Assert.Empty(Problems(Some.SystemEvent() with { Message = "😀😀" }));
    }

    [Fact]
    public void Data_is_checked_to_its_leaves()
    {
        var notFinite = new JsonObject { ["a"] = new JsonArray(1, double.NaN) };
        Refused(Some.SystemEvent() with { AdditionalData = notFinite }, "additional_data.a[1]", ProblemText.NotFinite);
        var notExact = new JsonObject { ["a"] = long.MaxValue };
        Refused(Some.SystemEvent() with { AdditionalData = notExact }, "additional_data.a", ProblemText.NotExact);
        var manyDigits = new JsonObject { ["x"] = 0.12345678901234567890m };
        FieldChange[] changes = [new("f", 1, 2), new("g", manyDigits, null)];
        Refused(Some.AuditEvent() with { Changes = changes }, "changes[1].old.x", ProblemText.NotExact);
        Refused(Some.AuditEvent() with { Changes = [new("", 1, 2)] }, "changes[0].field", ProblemText.Empty);
    }

    [Fact]
    public void The_event_is_the_first_of_32_levels()
    {
        Assert.Empty(Problems(Some.SystemEvent() with { AdditionalData = Nested(31) }));
        Assert.Empty(Problems(Some.AuditEvent() with { Changes = [new("f", Nested(29), null)] }));
        EventProblem inData = Assert.Single(Problems(Some.SystemEvent() with { AdditionalData = Nested(32) }));
        EventProblem inChange = Assert.Single(Problems(Some.AuditEvent() with { Changes = [new("f", Nested(30), null)] }));
        Assert.Equal((ProblemText.TooDeep, ProblemText.TooDeep), (inData.Message, inChange.Message));

        static JsonObject Nested(int levels) => levels == 1 ? [] : new JsonObject { ["a"] = Nested(levels - 1) };
    }

    [Fact]
    public void An_event_has_at_most_64_KiB_as_JSON()
    {
        SystemEvent item = Some.SystemEvent();
        int rest = 65_536 - (Flat.Json(item with { Message = "" }).Length);

        Assert.Equal(65_536, Flat.Json(item with { Message = new string('x', rest) }).Length);
        Assert.Empty(Problems(item with { Message = new string('x', rest) }));
        Refused(item with { Message = new string('x', rest + 1) }, "", ProblemText.TooLong);
        Assert.Empty(Problems(item with { Message = new string('é', rest / 2) }));
        Refused(item with { Message = new string('é', (rest / 2) + 1) }, "", ProblemText.TooLong);
        Refused(item with { AdditionalData = new JsonObject { ["a"] = new string('x', 65_536) } }, "", ProblemText.TooLong);
    }

    [Fact]
    public void Several_problems_are_all_named()
    {
        AuditEvent item = Some.AuditEvent() with
        {
            Action = "",
            UserId = new('x', 600),
            IpAddress = "x",
            Source = "a b",
            TimestampNanoseconds = -1,
        };

        Assert.Equal(["action", "user_id", "ip_address", "source", "timestamp"], Problems(item).Select(problem => problem.Field));
    }
}
