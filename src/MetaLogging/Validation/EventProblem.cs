namespace MetaLogging.Validation;

/// <summary>What is wrong with one field of an event.</summary>
/// <param name="Field">The field as it is named in JSON: <c>ip_address</c>, <c>changes[2].field</c>; empty for the event as a
/// whole.</param>
/// <param name="Message">What is wrong and what would be right; a sentence that begins with a verb: <c>is not an IPv4 or IPv6 address</c>.
/// Never holds the value.</param>
public readonly record struct EventProblem(string Field, string Message);
