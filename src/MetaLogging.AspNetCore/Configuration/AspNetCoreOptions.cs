using MetaLogging.Capturing;

namespace MetaLogging.AspNetCore.Configuration;

/// <summary>What is captured in a web application: section <c>MetaLogging:AspNetCore</c>.</summary>
public sealed class AspNetCoreOptions
{
    /// <summary>
    /// What becomes of an audited request whose event can't be recorded, where its endpoint does not say. Default: it goes on, and the loss is loud. With
    /// <see cref="FailurePolicy.FailOperation"/> an intent is recorded before it, an outcome after it, and the answer is 503 without them.
    /// </summary>
    public FailurePolicy FailurePolicy { get; set; } = FailurePolicy.Continue;

    /// <summary>What becomes of a sign-in whose event can't be recorded. Default: the user is signed in, and the loss is loud.</summary>
    public FailurePolicy SignInFailurePolicy { get; set; } = FailurePolicy.Continue;

    /// <summary>Whether refused access, 401 and 403, is recorded as <c>access.denied</c>. Default true.</summary>
    public bool Refusals { get; set; } = true;

    /// <summary>Whether sign-ins, failed ones and sign-outs are recorded. Default true.</summary>
    public bool SignIns { get; set; } = true;

    /// <summary>Whether the user agent is recorded, its first 1024 characters. Default true.</summary>
    public bool UserAgent { get; set; } = true;

    /// <summary>
    /// Names of schemes that keep who somebody is between the steps of one sign-in: signing in with one is no sign-in yet. Default none; Identity's own are among them
    /// always.
    /// </summary>
    public IList<string> IntermediateSchemes { get; } = [];

    /// <summary>How many entries a store may be behind the journal before the health check is degraded: 0 to 1,000,000,000. Default 10,000.</summary>
    public long LagLimit { get; set; } = 10_000;
}
