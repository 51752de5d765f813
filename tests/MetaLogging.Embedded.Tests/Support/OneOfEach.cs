using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>A trail with an event of each kind in which every member has a value, and its store, of which each test gets a copy to tamper with.</summary>
public sealed class OneOfEach : IAsyncLifetime
{
    TemporaryFolder? _folder;

    internal Trail Trail { get; } = Make();

    internal TemporaryFolder Copy() => _folder!.CopyOfNow();

    public async ValueTask InitializeAsync() => _folder = await Compared.StoreOf(Trail);

    public ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        return default;
    }

    static Trail Make()
    {
        Trail trail = new();
        JsonObject data = new() { ["a"] = "more than twelve bytes of it" };
        Assessment found = new(0.5, "DE", true, ["one", "two"]);
        AuditEvent audit = Trail.Audit() with
        {
            ResourceId = "r",
            UserId = "u",
            UserName = "name",
            OnBehalfOf = "boss",
            IpAddress = "192.0.2.1",
            UserAgent = "agent",
            Success = false,
            ErrorMessage = "an error",
            PrivacyImpact = true,
            DataCategories = ["contact", "health"],
            SubjectIds = ["s1", "a second one, of more than twelve bytes"],
            Changes = [new("email", "a", "b")],
            Phase = OperationPhase.Intent,
            OperationId = "op",
            TenantId = "t",
            RequestId = "request",
            TraceId = "trace",
            AdditionalData = data,
        };
        trail.Add(audit, found);
        trail.Add(
            new FailedLoginAttempt
            {
                Username = "u",
                IpAddress = "192.0.2.1",
                UserAgent = "agent",
                FailureReason = "invalid_user",
                AttemptCount = 3,
                IsBlocked = true,
                Country = "DE",
                RiskScore = 0.25,
                RepeatCount = 2,
                TenantId = "t",
                RequestId = "request",
                TraceId = "trace",
                AdditionalData = (JsonObject)data.DeepClone(),
            },
            found);
        trail.Add(
            new SystemEvent
            {
                Level = EventLevel.Error,
                Component = "tests",
                Message = "something",
                UserId = "u",
                TenantId = "t",
                RequestId = "request",
                TraceId = "trace",
                AdditionalData = (JsonObject)data.DeepClone(),
            },
            found);
        trail.Add(audit, found);
        return trail;
    }
}
