using System.Text.RegularExpressions;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Numbers;
using MetaLogging.Queries;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>
/// Makes the privacy report of a range. Its questions are asked one after another: events that are recorded meanwhile with a timestamp in the
/// range may be in some of its numbers and not yet in others.
/// </summary>
internal sealed class PrivacyReader(IInfluxDatabase database, string origin, IReadOnlyList<string> origins, ReportScope scope)
{
    static readonly PointTable Table = PointTable.AuditEvents;
    static readonly PointField[] Actors = [Table["user_id"], Table[PointTable.Empty]];
    static readonly PointField[] Categories = [Table["data_categories"]];
    static readonly PointField[] Subjects = [Table["subject_ids"], Table["resource_type"], Table["resource_id"], Table["user_id"], Table[PointTable.Empty]];

    readonly NumbersReader _numbers = new(database, origins, scope.Range, scope.TenantId);

    public async Task<PrivacyReport> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PointRow> superseded = await SupersededIntents.FindAsync(database, _numbers.Counted, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PointRow> privacySuperseded = [.. superseded.Where(intent => intent.Values[Table.IndexOf("privacy_impact")] is true)];
        long total = await database.CountAsync(_numbers.Counted, cancellationToken).ConfigureAwait(false) - superseded.Count;
        long own = await _numbers.CountOwnAsync(cancellationToken).ConfigureAwait(false);

        List<NamedCount> actions = await CountActionsAsync(_numbers.Privacy, privacySuperseded, cancellationToken).ConfigureAwait(false);
        Condition failed = new Condition.Flag(Table["success"], false);
        List<NamedCount> failures = await CountActionsAsync(
            _numbers.Privacy.And(failed), [.. privacySuperseded.Where(intent => intent.Values[Table.IndexOf("success")] is false)], cancellationToken).ConfigureAwait(false);
        string[] risky = [.. actions.Select(action => action.Name).Where(IsHighRisk)];

        IReadOnlyList<IReadOnlyList<FieldGroup>> groups =
            await database.CountByAsync(_numbers.Privacy, [Actors, Categories, Subjects], cancellationToken).ConfigureAwait(false);
        NamedCount[] byCategory = ByCategory(Without(groups[1], Categories, privacySuperseded));
        return new()
        {
            PeriodDays = (int)Math.Ceiling((scope.Range.End - scope.Range.Start) / TimeSpan.FromDays(1)),
            PrivacyEvents = actions.Sum(action => action.Events),
            DataCategoriesAccessed = [.. byCategory.Select(category => category.Name).Order(StringComparer.Ordinal)],
            UsersAffected = CountSubjects(Without(groups[2], Subjects, privacySuperseded)),
            HighRiskOperations = actions.Where(action => risky.Contains(action.Name)).Sum(action => action.Events)
                + failures.Where(action => !risky.Contains(action.Name)).Sum(action => action.Events),
            HighRiskEvents = await ReadHighRiskAsync(risky, failed, privacySuperseded, cancellationToken).ConfigureAwait(false),
            TotalEvents = total,
            OwnEvents = own,
            ByCategory = byCategory,
            ByAction = MostFirst(actions),
            ByActor = [.. ByActor(Without(groups[0], Actors, privacySuperseded)).Take(PrivacyReport.MostActors)],
            ByDay = await CountDaysAsync(privacySuperseded, cancellationToken).ConfigureAwait(false),
        };
    }

    async Task<List<NamedCount>> CountActionsAsync(PointQuestion question, IReadOnlyList<PointRow> superseded, CancellationToken cancellationToken)
    {
        PointField action = Table["action"];
        IReadOnlyList<IReadOnlyList<FieldGroup>> groups = await database.CountByAsync(question, [[action]], cancellationToken).ConfigureAwait(false);
        return [.. Without(groups[0], [action], superseded).Select(group => new NamedCount(group.Values[0] ?? "", group.Points))];
    }

    /// <summary>Groups without the points that don't count after all; those that become empty are left out.</summary>
    static List<FieldGroup> Without(IReadOnlyList<FieldGroup> groups, IReadOnlyList<PointField> fields, IReadOnlyList<PointRow> points)
    {
        Dictionary<string, long> less = points.GroupBy(point => Key(fields.Select(field => point.Values[Table.IndexOf(field.Name)] as string)))
            .ToDictionary(same => same.Key, same => (long)same.Count());
        return [.. groups.Select(group => group with { Points = group.Points - less.GetValueOrDefault(Key(group.Values)) }).Where(group => group.Points > 0)];
    }

    static string Key(IEnumerable<string?> values) => string.Concat(values.Select(value => value is null ? "-" : $"{value.Length}:{value}"));

    static NamedCount[] ByCategory(List<FieldGroup> groups) => MostFirst(groups
        .Where(group => !string.IsNullOrEmpty(group.Values[0]))
        .SelectMany(group => group.Values[0]!.Trim('|').Split('|').Distinct().Select(name => new NamedCount(name, group.Points))));

    static NamedCount[] ByActor(List<FieldGroup> groups) => MostFirst(groups
        .Select(group => (Name: BlankText.Read(group.Values[0], "user_id", group.Values[1]), group.Points))
        .Where(actor => actor.Name is not null).Select(actor => new NamedCount(actor.Name!, actor.Points)));

    long CountSubjects(List<FieldGroup> groups)
    {
        HashSet<string> subjects = [];
        foreach (FieldGroup group in groups)
        {
            string? Value(int place) => BlankText.Read(group.Values[place], Subjects[place].Name, group.Values[4]);
            if (SubjectLines.Parse(group.Values[0]) is { Count: > 0 } ids)
            {
                subjects.UnionWith(ids);
            }
            else if (((scope.PersonResourceTypes.Contains(group.Values[1] ?? "") ? Value(2) : null) ?? Value(3)) is { } subject)
            {
                subjects.Add(subject);
            }
        }

        return subjects.Count;
    }

    async Task<Recorded<AuditEvent>[]> ReadHighRiskAsync(
        string[] risky, Condition failed, IReadOnlyList<PointRow> superseded, CancellationToken cancellationToken)
    {
        HashSet<long> passedOver = [.. superseded.Select(intent => (long)intent.Values[Table.IndexOf(PointTable.Sequence)]!)];
        PointQuestion question = _numbers.Privacy.And(new Condition.Any([failed, .. risky.Select(action => new Condition.Is(Table["action"], action))]));
        List<Recorded<TrailEvent>> found = await new PageReader(database, origin).ReadAsync(
            question, QueryOrder.NewestFirst, long.MaxValue, PrivacyReport.MostHighRiskEvents + passedOver.Count, cancellationToken).ConfigureAwait(false);
        return [.. found.Where(one => !passedOver.Contains(one.Sequence)).Take(PrivacyReport.MostHighRiskEvents).Select(one => one.As<AuditEvent>())];
    }

    async Task<IReadOnlyList<NamedCount>> CountDaysAsync(IReadOnlyList<PointRow> superseded, CancellationToken cancellationToken)
    {
        Task<List<(long, long)>> Slots(TimeSpan length) => CountSlotsAsync(length, superseded, cancellationToken);
        TimeSpan usual = LocalDays.UsualSlot;
        TimeSpan small = LocalDays.ShortSlot;
        return LocalDays.Count(await Slots(usual).ConfigureAwait(false), usual, scope.TimeZone)
            ?? LocalDays.Count(await Slots(small).ConfigureAwait(false), small, scope.TimeZone)!;
    }

    async Task<List<(long Slot, long Events)>> CountSlotsAsync(TimeSpan length, IReadOnlyList<PointRow> superseded, CancellationToken cancellationToken)
    {
        PointQuestion question = await CutToPointsAsync(_numbers.Privacy, cancellationToken).ConfigureAwait(false);
        Dictionary<long, long> less = superseded.GroupBy(intent => intent.Time / (length.Ticks * 100)).ToDictionary(same => same.Key, same => (long)same.Count());
        IReadOnlyList<(long Slot, long Points)> slots = await database.CountByTimeAsync(question, length, cancellationToken).ConfigureAwait(false);
        return [.. slots.Select(slot => (slot.Slot, slot.Points - less.GetValueOrDefault(slot.Slot))).Where(slot => slot.Item2 > 0)];
    }

    /// <summary>From the oldest to the newest point: slots are counted one by one, also where there is nothing.</summary>
    async Task<PointQuestion> CutToPointsAsync(PointQuestion question, CancellationToken cancellationToken)
    {
        PointQuestion all = question with { Conditions = [] };
        long? newest = await database.FindEndAsync(all, QueryOrder.NewestFirst, cancellationToken).ConfigureAwait(false);
        long? oldest = await database.FindEndAsync(all, QueryOrder.OldestFirst, cancellationToken).ConfigureAwait(false);
        return newest is { } last && oldest is { } first ? question with { Start = first, End = last + 1 } : question with { End = question.Start };
    }

    bool IsHighRisk(string action) => scope.HighRiskActions.Any(pattern => Pattern(pattern).IsMatch(action));

    static Regex Pattern(string pattern) =>
        new($@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    static NamedCount[] MostFirst(IEnumerable<NamedCount> counts) =>
        [.. counts.GroupBy(count => count.Name).Select(same => new NamedCount(same.Key, same.Sum(count => count.Events)))
            .OrderByDescending(count => count.Events).ThenBy(count => count.Name, StringComparer.Ordinal)];
}
