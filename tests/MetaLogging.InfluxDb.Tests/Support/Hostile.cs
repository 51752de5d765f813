namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>Values that try to break out of line protocol, InfluxQL, regular expressions, JSON and our own lists.</summary>
internal static class Hostile
{
    public static IReadOnlyList<string> Values { get; } =
    [
        "", " ", "\"", "'", "\\", "a\\", "\\\"", "\"\"", "''", "\\'", "\n", "\r\n", "a\nb", "\t", "\0", "x\0y", ",", "=", "a,b=c d", "\\n", "\\,", "\\ ",
        "x\naudit_events,action=evil,origin=evil sequence=1i 1", "x\" 1\naudit_events,action=evil sequence=1i 1",
        "\\\" 1\naudit_events,action=evil sequence=1i 1", "1i", "true", "t", "#", "# comment",
        "'; DROP DATABASE \"victim\"; --", "\"; DROP DATABASE \"victim\"; --", "\\'; DROP DATABASE \"victim\"; --", "x'\n; DROP MEASUREMENT audit_events; --",
        "'; SELECT * INTO evil FROM audit_events; --", "/ OR 1=1 /", "a/b", "/", "\\/", "' OR '1'='1", "$0", "$p0", "$user_id", "$", "${", "${x}", "{{x}}",
        "|> yield(name: \"x\")", "\") |> yield() //", "/* x", "*/", "-- x", "// x", "%s", "%00", "+", "%2B", "&q=DROP+DATABASE+victim", "&db=victim", "?", ";",
        ".*", "^$", "(?i)x", "[a-z", "(", ")", "a|b", "|", "|pii|", "||", "*", "a*", "\\Q", "\\E", "{1,2}", "_", "%",
        "😀", "👩‍👩‍👧", "\U0001F468\u200d", "Größe", "e\u0301", "é", "\u202eright to left\u202c", "\ufeff", "\ufffd", "\ufffe\uffff", "\u2028", "\u0085", "\u007f",
        "null", "[]", "{\"a\":1}", "\\u0000", "\\ud800", "<b>&amp;</b>", "=cmd|' /C calc'!A0", "NaN", "9223372036854775808", "time", "erased", "empty",
        new('x', 30_000), string.Concat(Enumerable.Repeat("\"\\\n😀", 2_000)),
    ];
}
