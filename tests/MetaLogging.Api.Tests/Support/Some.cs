namespace MetaLogging.Api.Tests.Support;

/// <summary>Things a test does not care about.</summary>
internal static class Some
{
    public const string Audit = """{"action":"update_profile","resource_type":"user","resource_id":"user456","user_id":"user123"}""";

    public const string Login = """{"username":"root","ip_address":"192.0.2.1","failure_reason":"invalid_password"}""";

    public const string System = """{"level":"ERROR","component":"authentication","message":"The token has expired."}""";

    static int _names;

    /// <summary>A name that no other test has.</summary>
    public static string Name(string what = "n") => FormattableString.Invariant($"{what}-{Interlocked.Increment(ref _names)}");

    /// <summary>An audit event with this action.</summary>
    public static string AuditOf(string action, string more = "") => $$"""{"action":"{{action}}","resource_type":"user","resource_id":"user456"{{more}}}""";
}
