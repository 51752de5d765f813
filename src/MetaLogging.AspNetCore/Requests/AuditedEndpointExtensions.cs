using MetaLogging.AspNetCore;
using MetaLogging.AspNetCore.Requests;
using MetaLogging.Capturing;

// So that `.Audited(…)` is found without a using.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Says which endpoints are audited.</summary>
public static class AuditedEndpointExtensions
{
    /// <summary>
    /// Audits the requests to an endpoint, or to all endpoints of a group: who, what, from where, with what outcome. The nearest counts: an endpoint's own before its
    /// group's, and an attribute before what is said about all controllers or pages.
    /// </summary>
    /// <param name="action">What a request does, as a name: <c>invoice.read</c>.</param>
    /// <param name="resourceType">The kind of the resource, as a name. Default <c>endpoint</c>, with the route's pattern as its id.</param>
    /// <param name="resourceIdFrom">The name of the route value that is the resource's id. Default none.</param>
    /// <param name="privacyImpact">Whether requests touch personal data.</param>
    /// <param name="dataCategories">The categories of data that requests touch, as names; at most 64.</param>
    /// <param name="failurePolicy">What becomes of a request whose event can't be recorded. Default: what the settings say.</param>
    /// <exception cref="ArgumentException">Something is not a name.</exception>
    public static TBuilder Audited<TBuilder>(
        this TBuilder builder,
        string action,
        string? resourceType = null,
        string? resourceIdFrom = null,
        bool privacyImpact = false,
        IEnumerable<string>? dataCategories = null,
        FailurePolicy? failurePolicy = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Mark(builder, new AuditedAttribute(action)
        {
            ResourceType = resourceType ?? "endpoint",
            ResourceIdFrom = resourceIdFrom,
            PrivacyImpact = privacyImpact,
            DataCategories = [.. dataCategories ?? []],
            GivenPolicy = failurePolicy,
        });
    }

    /// <summary>Takes an endpoint, or a group, out of what is audited. 401 and 403 are recorded all the same.</summary>
    public static TBuilder NotAudited<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Mark(builder, new MetaLogging.NotAuditedAttribute());
    }

    static TBuilder Mark<TBuilder>(TBuilder builder, IAuditMark mark)
        where TBuilder : IEndpointConventionBuilder
    {
        // What is said about all controllers or pages is added behind their attributes, and would be nearer than they are.
        bool isAboutAll = builder is ControllerActionEndpointConventionBuilder or PageActionEndpointConventionBuilder;
        builder.Add(endpoint => endpoint.Metadata.Insert(isAboutAll ? 0 : endpoint.Metadata.Count, mark));
        return builder;
    }
}
