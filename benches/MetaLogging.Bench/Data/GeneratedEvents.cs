using System.Globalization;
using System.Text.Json.Nodes;
using MetaLogging.Events;

namespace MetaLogging.Bench.Data;

/// <summary>
/// The events that everybody who is measured is given: 2,000 users over 60 days, some of whom do far more than others; about 390 bytes of
/// JSON with 15 to 17 fields.
/// The n-th event is always the same one.
/// </summary>
internal static class GeneratedEvents
{
    public const int Users = 2000;
    public const int Days = 60;

    /// <summary>The word that stands in one of 100,000 events.</summary>
    public const string RareWord = "handover";

    public static readonly DateTimeOffset End = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Start = End.AddDays(-Days);

    static readonly string[] Actions =
    [
        "user.read", "user.update", "user.export", "document.read", "document.update", "document.share", "order.read", "order.create",
        "order.ship",
        "order.delete", "report.download", "role.assign", "team.member.add", "auth.login", "auth.logout", "invoice.read",
    ];

    static readonly string[] Types =
    [
        "user", "user", "user", "document", "document", "document", "order", "order", "order", "order", "report", "user", "team",
        "session", "session", "invoice",
    ];

    static readonly string[] Sources = ["shop", "back-office", "api-gateway", "crm"];
    static readonly IReadOnlyList<string>[] Categories =
        [["contact"], ["contact", "payment"], ["health"], ["location"], ["contact", "identity"]];

    static readonly string[] Agents =
    [
        "Firefox/140.0", "Safari/605.1.15", "Chrome/139.0", "ShopApp/7.2 (iPhone)", "ShopApp/7.1 (Android)", "curl/8.9.1",
    ];

    static readonly string[] UserIds = [.. Enumerable.Range(0, Users).Select(UserId)];
    static readonly string[] UserNames =
        [.. Enumerable.Range(0, Users).Select(u => string.Create(CultureInfo.InvariantCulture, $"user.{u:D4}"))];

    static readonly string[] Addresses =
    [
        .. Enumerable.Range(0, Users * 2)
            .Select(a => string.Create(CultureInfo.InvariantCulture, $"10.{a / 250 % 250}.{a % 250}.{a * 7 % 250}")),
    ];

    public static string UserId(int user) => string.Create(CultureInfo.InvariantCulture, $"u-{user:D5}");

    /// <summary>The id of the n-th event.</summary>
    public static Guid Id(long n) =>
        new((int)Hash(n, 1), (short)Hash(n, 2), (short)(0x7000 | ((int)Hash(n, 3) & 0x0FFF)),
            [0x80, .. BitConverter.GetBytes(Hash(n, 4)).AsSpan(1)]);

    /// <summary>The n-th of <paramref name="count"/> events.</summary>
    public static AuditEvent Event(long n, long count)
    {
        ulong dice = Hash(n, 0);
        double skew = (dice & 0xFFFF) / 65536.0;
        int user = (int)(skew * skew * skew * Users);
        int action = (int)((dice >> 16) % (ulong)Actions.Length);
        bool isPrivate = Types[action] == "user" || (dice >> 24) % 10 == 0;
        bool failed = (dice >> 32) % 33 == 0;
        return new AuditEvent
        {
            Id = Id(n),
            Timestamp = Start.AddMilliseconds((long)((End - Start).TotalMilliseconds * ((n + skew) / (count + 1)))),
            Source = Sources[(dice >> 28) % (ulong)Sources.Length],
            Action = Actions[action],
            ResourceType = Types[action],
            ResourceId = Types[action] == "user"
                ? UserIds[(dice >> 36) % Users]
                : string.Create(CultureInfo.InvariantCulture, $"{Types[action][0]}-{(dice >> 36) % 1_000_000}"),
            UserId = UserIds[user],
            UserName = UserNames[user],
            IpAddress = Addresses[user * 2 + (int)(dice >> 40 & 1)],
            UserAgent = Agents[(dice >> 44) % (ulong)Agents.Length],
            Success = !failed,
            ErrorMessage = failed ? "the caller lacks the permission" : null,
            PrivacyImpact = isPrivate,
            DataCategories = isPrivate ? Categories[(dice >> 50) % (ulong)Categories.Length] : [],
            RequestId = Hash(n, 5).ToString("x16", CultureInfo.InvariantCulture),
            AdditionalData = new JsonObject
            {
                ["ms"] = (int)(dice >> 52 & 0x3FF),
                ["note"] = n % 100_000 == 77 ? RareWord : "ok",
            },
        };
    }

    /// <summary>Batches of the events from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static IEnumerable<IReadOnlyList<AuditEvent>> Batches(long from, long to, long count, int size)
    {
        for (long n = from; n < to; n += size)
        {
            AuditEvent[] batch = new AuditEvent[Math.Min(size, to - n)];
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i] = Event(n + i, count);
            }

            yield return batch;
        }
    }

    /// <summary>SplitMix64: as random as data needs to be, and the same everywhere.</summary>
    static ulong Hash(long n, ulong salt)
    {
        ulong x = (ulong)n * 8 + salt + 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
