using MetaLogging.Capturing;
using MetaLogging.Validation;

namespace MetaLogging.AspNetCore;

/// <summary>
/// Requests to this controller, action, page or handler are audited: who, what, from where, with what outcome. Of several, the nearest counts: an action's before its
/// controller's, an endpoint's before its group's.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = true)]
public sealed class AuditedAttribute : Attribute, IAuditMark
{
    string[] _categories = [];
    string _resourceType = "endpoint";
    FailurePolicy? _policy;

    /// <summary>Audits requests.</summary>
    /// <param name="action">What a request does, as a name: <c>invoice.read</c>.</param>
    /// <exception cref="ArgumentException">It is not a name, or one of the trail's own.</exception>
    public AuditedAttribute(string action)
    {
        Action = NameOr(action, nameof(action));
        if (action.StartsWith("metalog.", StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{action}': names under metalog. are the trail's own.", nameof(action));
        }
    }

    /// <summary>What a request does, as a name.</summary>
    public string Action { get; }

    /// <summary>The kind of the resource, as a name. Default <c>endpoint</c>, with the route's pattern as its id.</summary>
    /// <exception cref="ArgumentException">It is not a name.</exception>
    public string ResourceType
    {
        get => _resourceType;
        set => _resourceType = NameOr(value, nameof(value));
    }

    /// <summary>The name of the route value that is the resource's id: <c>id</c> in <c>/invoices/{id}</c>. Default none.</summary>
    public string? ResourceIdFrom { get; set; }

    /// <summary>Whether requests touch personal data. Default false.</summary>
    public bool PrivacyImpact { get; set; }

    /// <summary>The categories of data that requests touch, as names; at most 64. Default none.</summary>
    /// <exception cref="ArgumentException">One is not a name, or they are more than 64.</exception>
    public string[] DataCategories
    {
        get => _categories;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Length > 64)
            {
                throw new ArgumentException($"{value.Length} categories, and 64 are the most.", nameof(value));
            }

            _categories = [.. value.Select(category => NameOr(category, nameof(value)))];
        }
    }

    /// <summary>What becomes of a request whose event can't be recorded. Default: what the settings say.</summary>
    public FailurePolicy FailurePolicy
    {
        get => _policy ?? FailurePolicy.Continue;
        set => _policy = value;
    }

    /// <summary>The policy, where one was given.</summary>
    internal FailurePolicy? GivenPolicy
    {
        get => _policy;
        init => _policy = value;
    }

    static string NameOr(string value, string parameter) => NamePattern.IsName(value)
        ? value
        : throw new ArgumentException($"'{value}' is not a name: {NamePattern.Description}.", parameter);
}
