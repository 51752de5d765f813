using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json.Nodes;
using MetaLogging.Capturing;
using MetaLogging.Events;
using MetaLogging.Validation;

namespace MetaLogging.Hooks;

/// <summary>The hooks that audit an application's operations.</summary>
internal sealed class AuditHooks(Capture capture, HookOptions options)
{
    const string Login = "auth.login";
    const string Source = "operations";
    const int LongestValue = 4096;

    static readonly string[] DefaultArguments = ["id", "*_id", "*Id", "role", "permission", "scope"];

    readonly string[] _arguments = options.RecordedArguments.Count > 0 ? [.. options.RecordedArguments] : DefaultArguments;

    /// <summary>The hooks that the settings ask for. They are called next to the work, so that other hooks see nothing that is not recorded.</summary>
    public IEnumerable<Hook> All() => new[]
    {
        HookOf("audit.user", "user.*", options.UserOperations),
        HookOf("audit.team", "team.*", options.TeamOperations),
        HookOf("audit.authentication", "auth.*", options.Authentication),
        HookOf("audit.authorization", "role.*,permission.*,access.*", options.Authorization),
        HookOf("audit.data_access", "*.read,*.list,*.search,*.export,*.download", options.DataAccess),
        options.Also.Count > 0 ? HookOf("audit.also", string.Join(',', options.Also), new()) : null,
    }.OfType<Hook>();

    Hook? HookOf(string name, string pattern, AuditHookOptions one)
    {
        if (!one.IsOn)
        {
            return null;
        }

        bool isMandatory = one.FailurePolicy == FailurePolicy.FailOperation;
        return new()
        {
            Name = name,
            Pattern = pattern,
            Order = 1000,
            IsMandatory = isMandatory,
            Before = isMandatory ? (context, _) => RecordIntentAsync(name, context) : null,
            After = (context, _) => RecordOutcomeAsync(name, context, one.FailurePolicy),
            Failed = (context, _) => RecordOutcomeAsync(name, context, one.FailurePolicy),
        };
    }

    async ValueTask RecordIntentAsync(string hook, OperationContext context)
    {
        if (IsMine(hook, context))
        {
            AuditEvent intent = EventOf(context, OperationPhase.Intent);
            await capture.RecordAsync(intent, Source, FailurePolicy.FailOperation).ConfigureAwait(false);
        }
    }

    async ValueTask RecordOutcomeAsync(string hook, OperationContext context, FailurePolicy policy)
    {
        if (!IsMine(hook, context) || (context.Name == Login && context.HasSignIn))
        {
            return;
        }

        OperationPhase? phase = policy == FailurePolicy.FailOperation ? OperationPhase.Outcome : null;
        if (context.Name == Login && context.HasFailed)
        {
            await capture.RecordAsync(FailedLoginOf(context), Source, policy).ConfigureAwait(false);
            if (phase is null)
            {
                return;
            }
        }

        await capture.RecordAsync(EventOf(context, phase), Source, policy).ConfigureAwait(false);
    }

    /// <summary>An operation that two hooks match (<c>user.export</c>) is one event: that of the first.</summary>
    static bool IsMine(string hook, OperationContext context) => ReferenceEquals(context.AuditedBy ??= hook, hook);

    AuditEvent EventOf(OperationContext context, OperationPhase? phase)
    {
        bool isIntent = phase == OperationPhase.Intent;
        return new()
        {
            Action = NameOr(context.Name, "operation"),
            ResourceType = NameOr(context.ResourceType, "operation"),
            ResourceId = Cut(context.ResourceId, 512),
            Success = isIntent || !context.HasFailed,
            ErrorMessage = isIntent ? null : Reason(context),
            PrivacyImpact = context.PrivacyImpact,
            DataCategories = context.DataCategories,
            Phase = phase,
            OperationId = context.OperationId,
            AdditionalData = DataOf(context, isIntent),
        };
    }

    /// <summary>The exception's type and not its message, which may say anything.</summary>
    static string? Reason(OperationContext context) => context.FailureReason ?? context.Exception?.GetType().Name;

    JsonObject? DataOf(OperationContext context, bool isIntent)
    {
        JsonObject data = [];
        JsonObject arguments = [];
        foreach ((string name, object? value) in context.Arguments)
        {
            if (!SecretNames.IsSecret(name) && Array.Exists(_arguments, pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)))
            {
                arguments[name] = ValueOf(value);
            }
        }

        if (arguments.Count > 0)
        {
            data["arguments"] = arguments;
        }

        if (!isIntent)
        {
            data["duration_ms"] = Math.Round(context.Duration.TotalMilliseconds, 3);
        }

        return data.Count > 0 ? data : null;
    }

    static FailedLoginAttempt FailedLoginOf(OperationContext context)
    {
        string? Argument(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                if (context.Arguments.TryGetValue(name, out object? value) && value is string { Length: > 0 } text)
                {
                    return text;
                }
            }

            return null;
        }

        return new()
        {
            Username = Cut(Argument("username", "user_name", "userName", "email", "login"), 512) ?? "",
            IpAddress = "",   // the ambient context knows
            FailureReason = NameOr(context.FailureReason, "login_failed"),
            AdditionalData = context.Exception is { } thrown ? new JsonObject { ["exception"] = thrown.GetType().Name } : null,
        };
    }

    static string NameOr(string? name, string other) => NamePattern.IsName(name) ? name : other;

    static string? Cut(string? text, int longest) => text is { } && text.Length > longest ? text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] : text;

    static JsonValue? ValueOf(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        string text => JsonValue.Create(Cut(text, LongestValue)),
        Enum one => JsonValue.Create(one.ToString()),
        DateTime time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        DateTimeOffset time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        IFormattable other => JsonValue.Create(Cut(other.ToString(null, CultureInfo.InvariantCulture), LongestValue)),
        _ => JsonValue.Create($"[{value.GetType().Name}]"),   // an object may hold anything
    };
}
