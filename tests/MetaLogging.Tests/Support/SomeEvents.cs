using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Events;

namespace MetaLogging.Tests.Support;

/// <summary>Random events of all three kinds that are valid and in their stored spelling.</summary>
internal static class SomeEvents
{
    /// <summary>Hostile text: quotation marks, control characters, line breaks, an emoji, right-to-left marks.</summary>
    const string Alphabet = "abcXYZ019 '\";--\\/<>&\0\u0001\u001f\u007f\b\t\n\f\r\u0085\u2028\u2029é€漢\u200f\u202e\ufeff\ufffd";

    static readonly Gen<string> Piece = Gen.OneOf(Gen.Char[Alphabet].Select(c => c.ToString()), Gen.OneOf("😀", "\U0001F468‍👩", "𝔘"));

    public static Gen<string> Text { get; } = Piece.Array[0, 40].Select(string.Concat);

    public static Gen<string> Name { get; } = Gen.Char["abcXYZ019_.:/{}+*#-"].Array[1, 20].Select(letters => "n" + new string(letters));

    public static Gen<double> Number { get; } = Gen.OneOf(
        Gen.Int.Select(i => (double)i),
        Gen.Double.Where(d => double.IsFinite(d) && MetaLogging.Json.CanonicalNumber.IsTaken(d)),
        Gen.Int[-99999, 99999].Select(i => i / 100.0));

    public static Gen<JsonNode?> Json { get; } = Tree(3);

    public static Gen<JsonObject> Object { get; } = ObjectOf(Tree(2));

    static readonly Gen<string> Address = Gen.OneOf("192.0.2.1", "10.0.0.255", "2001:db8::1", "::1", "fe80::1:0:0:1");

    static readonly Gen<long?> Time = Gen.Long[0, 1_900_000_000_000_000_000].Nullable();

    static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : class => Gen.Bool.SelectMany(isThere => isThere ? gen.Select(value => (T?)value) : Gen.Const((T?)null));

    public static Gen<AuditEvent> Audit { get; } =
        from names in Name.Array[4]
        from ids in Maybe(Text).Array[8]
        from data in Maybe(Object)
        from flags in Gen.Bool.Array[4]
        from time in Time
        from address in Maybe(Address)
        from categories in Name.Array[0, 3]
        from subjects in Text.Array[0, 3]
        from changes in Gen.Select(Text, Json, Json, (field, old, after) => new FieldChange("f" + field, old, after)).Array[0, 2]
        from phase in Gen.OneOf<OperationPhase?>(null, OperationPhase.Intent, OperationPhase.Outcome)
        select new AuditEvent
        {
            Action = names[0],
            ResourceType = names[1],
            Source = flags[2] ? names[2] : null,
            TenantId = flags[3] ? names[3] : null,
            OperationId = flags[3] ? names[0] : null,
            ResourceId = ids[0],
            UserId = ids[1],
            UserName = ids[2],
            OnBehalfOf = ids[3],
            UserAgent = ids[4],
            ErrorMessage = ids[5],
            RequestId = ids[6],
            TraceId = ids[7],
            IpAddress = address,
            Success = flags[0],
            PrivacyImpact = flags[1],
            DataCategories = categories,
            SubjectIds = subjects,
            Changes = changes,
            Phase = phase,
            AdditionalData = data,
            TimestampNanoseconds = time,
        };

    public static Gen<FailedLoginAttempt> FailedLogin { get; } =
        from names in Name.Array[3]
        from username in Text
        from ids in Maybe(Text).Array[3]
        from data in Maybe(Object)
        from flags in Gen.Bool.Array[3]
        from time in Time
        from address in Gen.OneOf(Address, Gen.Const(""))
        from counts in Gen.Int[0, int.MaxValue - 1].Array[2]
        from country in Gen.OneOf<string?>(null, "DE", "US")
        from risk in Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 1])
        select new FailedLoginAttempt
        {
            Username = username,
            IpAddress = address,
            FailureReason = names[0],
            Source = flags[0] ? names[1] : null,
            TenantId = flags[1] ? names[2] : null,
            UserAgent = ids[0],
            RequestId = ids[1],
            TraceId = ids[2],
            AttemptCount = counts[0],
            RepeatCount = counts[1] + 1,
            IsBlocked = flags[2],
            Country = country,
            RiskScore = risk,
            AdditionalData = data,
            TimestampNanoseconds = time,
        };

    public static Gen<SystemEvent> System { get; } =
        from names in Name.Array[3]
        from message in Text
        from ids in Maybe(Text).Array[3]
        from data in Maybe(Object)
        from flags in Gen.Bool.Array[2]
        from time in Time
        from level in Gen.Enum<EventLevel>()
        select new SystemEvent
        {
            Level = level,
            Component = names[0],
            Message = "m" + message,
            Source = flags[0] ? names[1] : null,
            TenantId = flags[1] ? names[2] : null,
            UserId = ids[0],
            RequestId = ids[1],
            TraceId = ids[2],
            AdditionalData = data,
            TimestampNanoseconds = time,
        };

    public static Gen<TrailEvent> Any { get; } = Gen.OneOf(
        Audit.Select(item => (TrailEvent)item), FailedLogin.Select(item => (TrailEvent)item), System.Select(item => (TrailEvent)item));

    static Gen<JsonNode?> Tree(int depth)
    {
        Gen<JsonNode?> leaf = Gen.OneOf(
            Text.Select(text => (JsonNode?)JsonValue.Create(text)),
            Number.Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag)),
            Gen.Const((JsonNode?)null));
        return depth == 0
            ? leaf
            : Gen.OneOf(
                leaf,
                ObjectOf(Tree(depth - 1)).Select(node => (JsonNode?)node),
                Tree(depth - 1).Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(Copy)])));
    }

    static Gen<JsonObject> ObjectOf(Gen<JsonNode?> values) => Gen.Select(Text, values).Array[0, 4].Select(members =>
    {
        var result = new JsonObject();
        foreach ((string name, JsonNode? value) in members)
        {
            result[name] = Copy(value);
        }

        return result;
    });

    // A node of a random tree may be handed out twice; in a tree of its own it has one parent.
    static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}
