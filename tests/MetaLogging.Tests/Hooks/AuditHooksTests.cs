using MetaLogging.Capturing;
using MetaLogging.Events;
using MetaLogging.Hooks;
using MetaLogging.Journaling;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MetaLogging.Tests.Hooks;

public sealed class AuditHooksTests : IDisposable
{
    readonly StubTrail _trail = new();
    readonly HookSet _hooks = new();
    readonly HookOptions _options = new();
    readonly CaptureLosses _losses;
    readonly Operations _operations;

    public AuditHooksTests()
    {
        _losses = new(_trail, TimeProvider.System);
        _operations = new(_hooks);
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _operations.Dispose();
        _losses.Dispose();
    }

    [Theory]
    [InlineData("user.create", "user")]
    [InlineData("team.member.add", "team.member")]
    [InlineData("auth.logout", "auth")]
    [InlineData("role.assign", "role")]
    [InlineData("permission.revoke", "permission")]
    [InlineData("document.read", "document")]
    [InlineData("user.export", "user")]
    public async Task User_team_authentication_authorization_and_data_access_operations_are_audited_once(string operation, string resourceType)
    {
        Listen();
        await _operations.RunAsync(new Operation(operation) { ResourceId = "r1", PrivacyImpact = true, DataCategories = ["contact"] }, _ => Task.CompletedTask, Cancel);
        AuditEvent audit = Assert.Single(_trail.Audits);
        Assert.Equal((operation, resourceType, "r1", true, true), (audit.Action, audit.ResourceType, audit.ResourceId, audit.Success, audit.PrivacyImpact));
        Assert.Equal(["contact"], audit.DataCategories);
    }

    [Fact]
    public async Task Other_operations_are_audited_where_the_settings_name_them()
    {
        _options.Also.Add("order.*");
        Listen();
        await _operations.RunAsync("order.ship", _ => Task.CompletedTask, Cancel);
        await _operations.RunAsync("stock.count", _ => Task.CompletedTask, Cancel);
        Assert.Equal("order.ship", Assert.Single(_trail.Audits).Action);
    }

    [Fact]
    public async Task Each_kind_can_be_switched_off()
    {
        _options.TeamOperations.IsOn = false;
        Listen();
        await _operations.RunAsync("team.create", _ => Task.CompletedTask, Cancel);
        Assert.Empty(_trail.Events);
    }

    [Fact]
    public async Task Arguments_are_recorded_where_they_are_allowed_and_secrets_never()
    {
        _options.RecordedArguments.Add("*");
        Listen();
        Operation operation = new("user.create")
        {
            Arguments = new Dictionary<string, object?> { ["team_id"] = 7, ["password"] = "hunter2", ["ApiToken"] = "t", ["count"] = long.MaxValue, ["who"] = new object(), ["none"] = null },
        };
        await _operations.RunAsync(operation, _ => Task.CompletedTask, Cancel);
        string arguments = Assert.Single(_trail.Audits).AdditionalData!["arguments"]!.ToJsonString();
        Assert.Equal("""{"team_id":7,"count":"9223372036854775807","who":"[Object]","none":null}""", arguments);
    }

    [Fact]
    public async Task By_default_only_ids_and_roles_are_recorded_of_arguments()
    {
        Listen();
        Operation operation = new("role.assign") { Arguments = new Dictionary<string, object?> { ["user_id"] = "u1", ["role"] = "admin", ["email"] = "ann@example.com" } };
        await _operations.RunAsync(operation, _ => Task.CompletedTask, Cancel);
        Assert.Equal("""{"user_id":"u1","role":"admin"}""", Assert.Single(_trail.Audits).AdditionalData!["arguments"]!.ToJsonString());
    }

    [Fact]
    public async Task A_failed_operation_is_recorded_with_the_type_of_its_exception_and_not_its_words()
    {
        Listen();
        await Assert.ThrowsAsync<FormatException>(() => _operations.RunAsync("user.update", _ => throw new FormatException("ann@example.com is none"), Cancel));
        AuditEvent audit = Assert.Single(_trail.Audits);
        Assert.Equal((false, "FormatException"), (audit.Success, audit.ErrorMessage));
    }

    [Fact]
    public async Task A_failed_sign_in_is_a_failed_login_with_the_name_that_was_typed()
    {
        Listen();
        Operation login = new("auth.login") { Arguments = new Dictionary<string, object?> { ["username"] = "root", ["password"] = "toor" } };
        await _operations.RunAsync(login, (context, _) => { context.Fail("invalid_password"); return Task.CompletedTask; }, Cancel);
        FailedLoginAttempt attempt = Assert.IsType<FailedLoginAttempt>(Assert.Single(_trail.Events));
        Assert.Equal(("root", "invalid_password"), (attempt.Username, attempt.FailureReason));
    }

    [Fact]
    public async Task A_sign_in_that_was_recorded_inside_the_operation_is_not_recorded_again()
    {
        Capture capture = Listen();
        FailedLoginAttempt attempt = new() { Username = "root", IpAddress = "", FailureReason = "invalid_password" };
        await _operations.RunAsync(
            "auth.login",
            async (context, _) =>
            {
                await capture.RecordAsync(attempt, "sign_ins", FailurePolicy.Continue);
                context.Fail("invalid_password");
            },
            Cancel);
        Assert.Same(attempt, Assert.Single(_trail.Events));
    }

    [Fact]
    public async Task Under_FailOperation_the_intent_stands_before_the_work_and_the_outcome_behind_it()
    {
        _options.Authorization.FailurePolicy = FailurePolicy.FailOperation;
        Listen();
        await _operations.RunAsync("role.assign", _ => { Assert.Equal(OperationPhase.Intent, Assert.Single(_trail.Audits).Phase); return Task.CompletedTask; }, Cancel);
        Assert.Equal([OperationPhase.Intent, OperationPhase.Outcome], _trail.Audits.Select(audit => audit.Phase!.Value));
        Assert.Single(_trail.Audits.Select(audit => audit.OperationId).Distinct());
    }

    [Fact]
    public async Task Under_FailOperation_an_operation_whose_intent_can_not_be_recorded_does_not_begin()
    {
        _options.Authorization.FailurePolicy = FailurePolicy.FailOperation;
        Listen();
        _trail.Failure = new JournalNotWritableException("The disk is full.");
        bool hasBegun = false;
        HookFailedException failure = await Assert.ThrowsAsync<HookFailedException>(
            () => _operations.RunAsync("role.assign", _ => { hasBegun = true; return Task.CompletedTask; }, Cancel));
        Assert.IsType<EventNotRecordedException>(failure.InnerException);
        Assert.False(hasBegun);
    }

    [Fact]
    public async Task Under_Continue_an_operation_goes_on_without_its_event()
    {
        Listen();
        _trail.Failure = new JournalNotWritableException("The disk is full.");
        Assert.Equal(42, await _operations.RunAsync("user.create", _ => Task.FromResult(42), Cancel));
        Assert.Equal(1, Assert.Single(_losses.Untold).Count);
    }

    Capture Listen()
    {
        Capture capture = new(_trail, _losses, new(), TimeProvider.System, NullLogger<Capture>.Instance);
        foreach (Hook hook in new AuditHooks(capture, _options).All())
        {
            _hooks.Add(hook);
        }

        return capture;
    }
}
