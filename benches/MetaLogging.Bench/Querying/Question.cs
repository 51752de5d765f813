namespace MetaLogging.Bench.Querying;

/// <summary>
/// What everybody is asked. Each peer answers with a number that must be the same for all: rows found, or the count asked for.
/// </summary>
internal static class Question
{
    public const string NewestOfUser = "newest 50 of a busy user";
    public const string NewestOfRareUser = "newest 50 of a rare user";
    public const string NewestOfAddress = "newest 50 of an address";
    public const string NewestOfAll = "newest 50 of all";
    public const string ByAction = "newest 50 of an action, 30 days";
    public const string ByActionWithTotal = "the same, and how many there are";
    public const string PrivacyReport = "privacy report, 30 days";
    public const string Summary = "summary, 24 hours";
    public const string ById = "by id";
    public const string Text = "text search, newest 50";

    public static readonly string[] All =
        [NewestOfUser, NewestOfRareUser, NewestOfAddress, NewestOfAll, ByAction, ByActionWithTotal, PrivacyReport, Summary, ById, Text];

    public static readonly string[] Actions = ["user.export", "order.delete", "role.assign", "document.share"];
}
