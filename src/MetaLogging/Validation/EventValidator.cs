using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Recording;

namespace MetaLogging.Validation;

/// <summary>
/// Checks every limit of an event, whether it was made in C# or read from JSON, and names each field that is wrong. An event may have 64
/// KiB as canonical JSON: one flat object with its <c>kind</c> and the members that are not at their default, as <see cref="EventWriter"/>
/// writes it.
/// </summary>
internal static class EventValidator
{
    /// <summary>The longest event, in bytes of canonical JSON.</summary>
    public const int LongestEvent = 64 << 10;

    const int LongestId = 512;
    const int MostCategories = 64;
    const int MostSubjects = 256;
    const long FurthestAhead = 5 * 60 * UnixTime.NanosecondsPerSecond;

    /// <summary>No text takes more bytes a character: a control character as <c>\u001f</c>.</summary>
    const int MostBytesPerCharacter = 6;

    /// <summary>More than the names and the scalar values of an event take.</summary>
    const int RestOfEvent = 2048;

    /// <summary>Adds what is wrong with an event to <paramref name="problems"/>; nothing where all is well.</summary>
    /// <param name="nowNanoseconds">Now, in nanoseconds since the epoch: a timestamp may be five minutes ahead of it.</param>
    /// <param name="author">Who made it; only the trail names actions <c>metalog.*</c>.</param>
    public static void Validate(TrailEvent item, long nowNanoseconds, List<EventProblem> problems, EventAuthor author = EventAuthor.Caller)
    {
        ArgumentNullException.ThrowIfNull(item);
        int before = problems.Count;
        CanonicalBuffer scratch = CanonicalBuffer.OfThread();
        var check = new Check(problems, scratch);
        switch (item)
        {
            case AuditEvent audit:
                check.Audit(audit, author);
                break;
            case FailedLoginAttempt login:
                check.FailedLogin(login);
                break;
            case SystemEvent system:
                check.System(system);
                break;
        }

        check.Common(item, nowNanoseconds);
        if (check.MostBytes > LongestEvent && problems.Count == before)
        {
            scratch.Length = 0;
            EventWriter.Write(scratch, item);
            check.Require(scratch.Length <= LongestEvent, "", ProblemText.TooLong);
        }

        scratch.Clear();
    }

    ref struct Check(List<EventProblem> problems, CanonicalBuffer scratch)
    {
        /// <summary>What the event takes at most, cheaply counted.</summary>
        public int MostBytes { get; private set; } = RestOfEvent;

        public void Audit(AuditEvent item, EventAuthor author)
        {
            Name("action", item.Action);
            bool isOwn = item.Action?.StartsWith("metalog.", StringComparison.Ordinal) == true;
            bool isTaken = !isOwn || author == EventAuthor.Trail || (author == EventAuthor.OtherJournal && item.Action == OwnEvents.GapAction);
            Require(isTaken, "action", ProblemText.Own);
            Name("resource_type", item.ResourceType);
            Id("resource_id", item.ResourceId);
            Id("user_id", item.UserId);
            Id("user_name", item.UserName);
            Id("on_behalf_of", item.OnBehalfOf);
            Address(item.IpAddress);
            Text("user_agent", item.UserAgent);
            Text("error_message", item.ErrorMessage);
            if (IsThere("data_categories", item.DataCategories))
            {
                Require(item.DataCategories.Count <= MostCategories, "data_categories", ProblemText.ManyCategories);
                for (int i = 0; i < item.DataCategories.Count; i++)
                {
                    if (!NamePattern.IsName(item.DataCategories[i]))
                    {
                        Add($"data_categories[{i}]", ProblemText.NotAName);
                    }

                    MostBytes += item.DataCategories[i]?.Length + 3 ?? 0;
                }
            }

            if (IsThere("subject_ids", item.SubjectIds))
            {
                Subjects(item.SubjectIds);
            }

            if (IsThere("changes", item.Changes) && item.Changes.Count > 0)
            {
                Changes(item.Changes);
            }

            Require(item.Phase is null or OperationPhase.Intent or OperationPhase.Outcome, "phase", ProblemText.NotAPhase);
            OptionalName("operation_id", item.OperationId);
        }

        public void FailedLogin(FailedLoginAttempt item)
        {
            if (IsThere("username", item.Username))
            {
                Id("username", item.Username);
            }

            if (IsThere("ip_address", item.IpAddress) && item.IpAddress.Length > 0)
            {
                Address(item.IpAddress);
            }

            Name("failure_reason", item.FailureReason);
            Text("user_agent", item.UserAgent);
            Require(item.AttemptCount >= 0, "attempt_count", ProblemText.NegativeCount);
            Require(item.RepeatCount >= 1, "repeat_count", ProblemText.NoRepeat);
            Require(item.Country is null || IsCountry(item.Country), "country", ProblemText.NotACountry);
            Require(item.RiskScore is >= 0 and <= 1, "risk_score", ProblemText.NotAScore);
        }

        public void System(SystemEvent item)
        {
            Require(item.Level <= EventLevel.Critical, "level", ProblemText.NotALevel);
            Name("component", item.Component);
            if (IsThere("message", item.Message))
            {
                Require(item.Message.Length > 0, "message", ProblemText.Empty);
                Text("message", item.Message);
            }

            Id("user_id", item.UserId);
        }

        public void Common(TrailEvent item, long now)
        {
            OptionalName("source", item.Source);
            OptionalName("tenant_id", item.TenantId);
            Id("request_id", item.RequestId);
            Id("trace_id", item.TraceId);
            if (item.TimestampNanoseconds is { } timestamp)
            {
                Require(timestamp >= 0, "timestamp", ProblemText.TooOld);
                Require(timestamp <= now + FurthestAhead, "timestamp", ProblemText.InTheFuture);
            }

            if (item.AdditionalData is { } data)
            {
                var path = new JsonPath();
                path.Push("additional_data");
                CanonicalJson.TryWrite(scratch, data, path, problems);
            }

            MostBytes += scratch.Length;
        }

        void Changes(IReadOnlyList<FieldChange> changes)
        {
            // The event, the list, the change, its value.
            const int ValueLevel = 4;
            var path = new JsonPath();
            path.Push("changes");
            for (int i = 0; i < changes.Count; i++)
            {
                if (string.IsNullOrEmpty(changes[i]?.Field))
                {
                    Add($"changes[{i}].field", changes[i]?.Field is null ? ProblemText.Missing : ProblemText.Empty);
                    continue;
                }

                if (HasLoneSurrogate(changes[i].Field))
                {
                    Add($"changes[{i}].field", ProblemText.LoneSurrogate);
                }

                MostBytes += (int)Math.Min((long)changes[i].Field.Length * MostBytesPerCharacter, LongestEvent + 1);

                path.Push(i);
                path.Push("old");
                CanonicalJson.TryWrite(scratch, changes[i].Old, path, problems, ValueLevel);
                path.Pop();
                path.Push("new");
                CanonicalJson.TryWrite(scratch, changes[i].New, path, problems, ValueLevel);
                path.Pop();
                path.Pop();
                MostBytes += "{\"field\":,\"new\":,\"old\":},".Length;
            }
        }

        void Subjects(IReadOnlyList<string> ids)
        {
            Require(ids.Count <= MostSubjects, "subject_ids", ProblemText.ManySubjects);
            for (int i = 0; i < ids.Count; i++)
            {
                string? id = ids[i];
                string? problem = id is null ? ProblemText.Missing
                    : id.Length > LongestId ? ProblemText.LongId
                    : HasLoneSurrogate(id) ? ProblemText.LoneSurrogate
                    : null;
                if (problem is not null)
                {
                    Add($"subject_ids[{i}]", problem);
                }

                MostBytes += (id?.Length * MostBytesPerCharacter) + 3 ?? 0;
            }
        }

        void Name(string field, string? value)
        {
            if (IsThere(field, value))
            {
                Require(NamePattern.IsName(value), field, value.Length == 0 ? ProblemText.Empty : ProblemText.NotAName);
            }
        }

        readonly void OptionalName(string field, string? value) =>
            Require(value is null || NamePattern.IsName(value), field, ProblemText.NotAName);

        readonly void Address(string? value) =>
            Require(value is null || IpAddressText.TryNormalise(value, out _), "ip_address", ProblemText.NotAnAddress);

        void Id(string field, string? value)
        {
            Require(value is null || value.Length <= LongestId, field, ProblemText.LongId);
            Text(field, value);
        }

        void Text(string field, string? value)
        {
            if (value is not null)
            {
                MostBytes += (int)Math.Min((long)value.Length * MostBytesPerCharacter, LongestEvent + 1);
                Require(!HasLoneSurrogate(value), field, ProblemText.LoneSurrogate);
            }
        }

        readonly bool IsThere(string field, [NotNullWhen(true)] object? value)
        {
            Require(value is not null, field, ProblemText.Missing);
            return value is not null;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Require(bool isRight, string field, string message)
        {
            if (!isRight)
            {
                Add(field, message);
            }
        }

        readonly void Add(string field, string message) => problems.Add(new EventProblem(field, message));

        static bool IsCountry(string text) => text.Length == 2 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]);

        static bool HasLoneSurrogate(string text)
        {
            ReadOnlySpan<char> rest = text;
            while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
            {
                if (!char.IsHighSurrogate(rest[at]) || at + 1 == rest.Length || !char.IsLowSurrogate(rest[at + 1]))
                {
                    return true;
                }

                rest = rest[(at + 2)..];
            }

            return false;
        }
    }
}
