using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace MetaLogging.EndToEnd.MainRoad;

public sealed partial class ImportOfARealLogTests(RealLog log) : IClassFixture<RealLog>
{
    [Fact]
    public void The_import_reports_attempts_logins_and_addresses()
    {
        RealLog.SkipUnlessThere();
        Command import = log.FirstImport!.Succeeded();
        HashSet<int> figures =
        [
            .. Figure().Matches(import.Output + import.Talk)
                .Select(m => int.Parse(m.Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)),
        ];
        Assert.Superset(new HashSet<int> { 1042, 226, 105, 106 }, figures);
    }

    [Fact]
    public async Task Every_failed_attempt_of_the_log_is_found_with_its_time_address_and_user()
    {
        RealLog.SkipUnlessThere();
        IReadOnlyList<JsonObject> found = await log.QueryAsync("failed-logins");
        IEnumerable<Attempt> attempts = found.SelectMany(f => Enumerable.Repeat(AttemptOf(f, "username"), f.Repeats()));
        AssertSame(RealLog.ReadLabels("failed"), attempts);
        Assert.Equal(1042, found.Sum(f => f.Repeats()));
        Assert.Equal(105, found.Select(f => f.Text("ip_address")).Distinct().Count());
        Assert.Equal(43, found.Where(f => string.IsNullOrEmpty(f.Text("username"))).Sum(f => f.Repeats()));
    }

    [Fact]
    public async Task Every_accepted_login_of_the_log_is_an_audit_event_of_a_session()
    {
        RealLog.SkipUnlessThere();
        IReadOnlyList<JsonObject> found = await log.QueryAsync("audit-events");
        Assert.All(found, f => Assert.Equal(("auth.login", "session"), (f.Text("action"), f.Text("resource_type"))));
        AssertSame(RealLog.ReadLabels("accepted"), found.Select(f => AttemptOf(f, "user_name")));
        Assert.Equal(226, found.Count);
    }

    [Fact]
    public async Task The_burst_of_the_attacker_and_his_scattered_failures_add_up_by_repeat_count()
    {
        RealLog.SkipUnlessThere();
        IReadOnlyList<JsonObject> found = await log.QueryAsync("failed-logins", "--ip-address", "24.151.103.17");
        Assert.Equal(147 + 10, found.Sum(f => f.Repeats()));
        Assert.All(found, f => Assert.Equal("24.151.103.17", f.Text("ip_address")));
    }

    [Fact]
    public async Task Importing_the_same_file_again_adds_nothing()
    {
        RealLog.SkipUnlessThere();
        int before = (await log.QueryAsync("failed-logins")).Count;
        (await log.ImportAsync(RealLog.File)).Succeeded();
        Assert.Equal(before, (await log.QueryAsync("failed-logins")).Count);
        Assert.Equal(226, (await log.QueryAsync("audit-events")).Count);
    }

    [Fact]
    public async Task A_log_that_was_imported_half_and_has_grown_gives_every_attempt_once()
    {
        RealLog.SkipUnlessThere();
        using TemporaryFolder folder = new();
        string grown = folder.PathOf("auth.log"), data = folder.PathOf("data");
        byte[] whole = await File.ReadAllBytesAsync(RealLog.File, TestContext.Current.CancellationToken);
        // Cut in the middle of a line, as a log is that is being written.
        await File.WriteAllBytesAsync(grown, whole.AsMemory(0, whole.Length / 2), TestContext.Current.CancellationToken);
        string[] import = ["import", grown, "--format", "sshd", "--year", "2017", "--data", data];
        (await Command.MetaLogAsync(import)).Succeeded();
        await File.WriteAllBytesAsync(grown, whole, TestContext.Current.CancellationToken);
        (await Command.MetaLogAsync(import)).Succeeded();
        Command query = await Command.MetaLogAsync("query", "failed-logins", "--all", "--format", "ndjson", "--data", data);
        Assert.Equal(1042, JsonLines.Parse(query.Succeeded().Output).Sum(f => f.Repeats()));
    }

    static Attempt AttemptOf(JsonObject item, string user) =>
        new(item.Text("timestamp")!, item.Text("ip_address") ?? "", item.Text(user) ?? "");

    static void AssertSame(IEnumerable<Attempt> expected, IEnumerable<Attempt> actual) => Assert.Equal(InOrder(expected), InOrder(actual));

    static List<Attempt> InOrder(IEnumerable<Attempt> attempts) =>
    [
        .. attempts.OrderBy(a => a.Time, StringComparer.Ordinal)
            .ThenBy(a => a.Address, StringComparer.Ordinal).ThenBy(a => a.User, StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\w.])|(?<![\w.,])\d+(?![\w,])")]
    private static partial Regex Figure();
}
