namespace MetaLogging.Server.Demo.Work;

/// <summary>Which program of the office has what.</summary>
internal static class Programs
{
    public const string Identity = "identity";
    const string Platform = "platform";

    /// <summary>Whether a program does nothing without the database that is out now and then.</summary>
    public static bool NeedsDatabase(string? program) => program is not (Identity or Platform);

    public static string Of(string resourceType) => resourceType switch
    {
        "customer" or "ticket" or "quote" => "crm",
        "invoice" or "payment" or "period" => "billing",
        "employee" or "absence" or "candidate" => "people",
        "document" => "documents",
        "report" => "reports",
        "deployment" or "feature_flag" or "log" => Platform,
        _ => Identity,
    };
}
