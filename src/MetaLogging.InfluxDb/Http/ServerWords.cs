using System.Text.RegularExpressions;

namespace MetaLogging.InfluxDb.Http;

/// <summary>
/// What of a server's error may be repeated. Its texts quote lines, and with them values of events, so only phrases are let through that are known to
/// hold names of databases, measurements, fields and tags.
/// </summary>
internal static partial class ServerWords
{
    const int Longest = 300;

    /// <summary>The server's words where they are harmless; null otherwise.</summary>
    public static string? Of(string? text) => text is { Length: > 0 and <= Longest } && Harmless().IsMatch(text) ? text : null;

    [GeneratedRegex(
        """
        \A(
          (write\ failed:\ )?database\ not\ found:\ "[^"\n]*"
        | retention\ policy\ not\ found:?\ ?"?[^"\n]*"?
        | authorization\ failed | unable\ to\ parse\ authentication\ credentials | unauthorized(\ access)?
        | (error\ authorizing\ query:\ )?[^\s"]*\ ?not\ authorized\ to\ [^"\n]*
        | "[^"\n]*"\ user\ is\ not\ authorized\ to\ write\ to\ database\ "[^"\n]*"
        | (failure\ writing\ points\ to\ database:\ )?partial\ write:\ field\ type\ conflict:\ input\ field\ "[^"\n]*"\ on\ measurement\ "[^"\n]*"\ is\ type\ \w+,\ already\ exists\ as\ type\ \w+(\ dropped=\d+)?(\ for\ database:\ \w+)?(\ for\ retention\ policy:\ \w+)?
        | (failure\ writing\ points\ to\ database:\ )?partial\ write:\ input\ field\ "[^"\n]*"\ on\ measurement\ "[^"\n]*"\ is\ too\ long,\ \d+\ >\ \d+(\ dropped=\d+)?
        | partial\ write:\ points\ beyond\ retention\ policy\ dropped=\d+
        | partial\ write:\ max-(series-per-database|values-per-tag)\ limit\ exceeded:?\ \(\d+(/\d+)?\)[^=\n]*(\ dropped=\d+)?
        | (unexpected\ error\ writing\ points\ to\ database:\ )?(timeout | engine:\ cache-max-memory-size\ exceeded:\ \(\d+/\d+\))
        | invalid\ name | engine\ is\ closed | shard\ is\ disabled | shard\ not\ found | index\ closing | WAL\ closed
        | Request\ Entity\ Too\ Large | bucket\ not\ found | organization\ not\ found | bucket\ "[^"\n]*"\ not\ found
        | create\ admin\ user\ first\ or\ disable\ authentication
        | (failed\ to\ decode\ request\ body:\ )?organization\ name\ "[^"\n]*"\ not\ found
        | (failed\ to\ initialize\ execute\ state:\ )?could\ not\ find\ bucket\ "[^"\n]*"
        | (read|write):[\w/]+\ is\ unauthorized | insufficient\ permissions\ (for\ write|to\ delete)
        | queue\ length\ exceeded | unable\ to\ read\ data:\ points\ batch\ is\ too\ large
        )\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Harmless();
}
