namespace MetaLogging.Validation;

/// <summary>
/// What is said about fields that are wrong: each a sentence without its subject, with what would be right, without any value.
/// </summary>
internal static class ProblemText
{
    public const string TooDeep = "is nested deeper than 32 levels, those of the event included";
    public const string LoneSurrogate = "holds half of a surrogate pair, which is no text; send the character whole";
    public const string LoneSurrogateInName = "has half of a surrogate pair in its name, which is no text";
    public const string NotUtf8 = "is not valid UTF-8";
    public const string NotFinite = "is NaN or infinite, which JSON does not have; leave it out, or send it as a string";
    public const string NotExact =
        "is a number that a double does not hold exactly (an integer beyond ±2⁵³, over 17 digits, or out of range); send it as a string";
    public const string NotText = "is not a string";
    public const string NotAFlag = "is not true or false";
    public const string NotANumber = "is not a number";
    public const string NotACount = "is not a whole number from 0 to 2147483647";
    public const string NotAnObject = "is not a JSON object";
    public const string NotAList = "is not a JSON array";
    public const string NotAUuid = "is not a UUID such as 0198a0b0-c0d0-7e0f-8000-0123456789ab";
    public const string NoKind = "is missing; it is one of audit_event, failed_login, system_event";
    public const string NotAKind = "is none of audit_event, failed_login, system_event";
    public const string NotAMember = "is not a member of an event; other data belongs into additional_data";
    public const string Nothing = "is empty; a JSON object is expected";
    public const string Repeated = "is given more than once";
    public const string RepeatedInside = "has a member more than once";
    public const string Missing = "is missing";
    public const string Empty = "is empty";
    public const string NotAName =
        "is not a name: " + NamePattern.Description + " and nothing else; text belongs into error_message or additional_data";
    public const string Own = "begins with metalog., which is kept for the trail's own events";
    public const string OtherTenant = "is not the tenant of this key, which may write no other; leave it out";
    public const string LongId = "has more than 512 characters";
    public const string NotAnAddress = "is not an IPv4 or IPv6 address (no port, no zone, no prefix length, no leading zeros)";
    public const string NotACountry = "is not a country code: two letters, as in ISO 3166-1 alpha-2";
    public const string NotAScore = "is not a number from 0 to 1";
    public const string NegativeCount = "is below 0";
    public const string NoRepeat = "is below 1";
    public const string NotALevel = "is not a level: DEBUG, INFO, WARNING, ERROR or CRITICAL";
    public const string NotAPhase = "is not a phase: intent or outcome";
    public const string ManyCategories = "has more than 64 entries";
    public const string ManySubjects = "has more than 256 entries";
    public const string TooOld = "is before 1970-01-01T00:00:00Z";
    public const string InTheFuture = "is more than five minutes in the future";
    public const string TooLong = "is longer than 64 KiB as JSON; move large values out of additional_data";
    public const string NotATime = "is not a time; RFC 3339 is right: 2026-01-31T12:30:45.123Z";
    public const string NoZone = "has no zone; end it with Z or an offset such as +01:00";
    public const string TooManyDigits = "has more than nine digits of a second; nanoseconds are the finest";
}
