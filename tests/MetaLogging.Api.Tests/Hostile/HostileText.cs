using System.Text;

namespace MetaLogging.Api.Tests.Hostile;

/// <summary>Values that have broken programs before.</summary>
internal static class HostileText
{
    /// <summary>Values of parameters, as they stand in an address: some are no valid spelling there.</summary>
    public static readonly string[] Encoded =
    [
        "", "%00", "a%00b", "%", "%2", "%zz", "%ff%fe", "%c0%80", "%ed%a0%80", "%ed%bf%bf", "%f4%90%80%80", "%ef%bf%bf", "%ef%bb%bf", "%e2%80%ae", "%F0%9F%98%80",
        "'", "%22", "%27%20OR%201=1--", "%27;%20DROP%20TABLE%20audit_events;--", "\\", "%5c%27", "$1", "$$", "{0}", "${jndi:ldap://x}", "%7B%7B7*7%7D%7D",
        "*", "**", "a*", "%25", "_", "%5B", "(", "a%0d%0aX-Injected:%201", "+", "%20", "%2B", "&&", "=", "==", "?", "/", "..%2f..", "%3Cscript%3E", "true", "TRUE", "false", "null",
        "NaN", "Infinity", "-Infinity", "-0", "0", "1", "-1", "1e308", "1e309", "1e-400", "0x10", "1_000", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "99999999999999999999999999999999999999999999", "0.1", ".5", "5.", "1,5", "%D9%A1", "1000", "1001", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
        "1677-09-21T00:12:43Z", "2262-04-11T23:47:17Z", "1970-01-01T00:00:00Z", "2026-02-29T00:00:00Z", "2024-02-29T23:59:60Z", "2026-01-01T00:00:00+14:00",
        "2026-01-01T00:00:00%2B14:00", "2026-01-01T00:00:00%2B25:00", "2026-01-01T00:00:00-00:00", "2026-01-01", "now", "asc", "desc", "DESC", "CRITICAL", "debug",
        "0198a0b0-c0d0-7e0f-8000-0123456789ab", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "0198a0b0c0d07e0f80000123456789ab",
        "192.0.2.1", "::1", "::ffff:192.0.2.1", "fe80::1%25eth0", "1.2.3.4.5", "010.0.0.1", "0", "Europe/Berlin", "UTC", "../../etc/passwd", "GMT%2B1", "DE", "de", "%C3%84",
        "AQ", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "____________________________________________",
    ];

    /// <summary>Pieces of JSON, as bytes in Latin-1.</summary>
    public static readonly string[] Json =
    [
        "null", "true", "0", "-0", "1e400", "-1e-400", "9007199254740993", "0.1234567890123456789", "01", "+1", ".5", "NaN", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\xff\xfe\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\x01\"", "\"\\x\"", "\"unfinished", "'single'", "[]", "{}", "[[]]", "{\"a\":{}}", "{\"a\":1,\"a\":2}", "[1,]", "{,}", "/*c*/1",
        "\"metalog.erase\"", "\"2026-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "\"0198a0b0-c0d0-7e0f-8000-0123456789ab\"", "\"192.0.2.1\"", "\"::\"",
        "\"ERROR\"", "\"audit_event\"", "\"failed_login\"", "\"logging:read\"", "[\"logging:read\"]", "[\"logging:manage\",null]", "{\"__proto__\":1}", "\"*\"", "\"a b\"", "-1", "2147483648", "1.5",
    ];

    public static readonly string[] Accepts =
        ["application/json", "application/x-ndjson", "*/*", "", "text/html", "application/x-ndjson;q=0", "application/json, application/x-ndjson", "\xff", ",,,;;;q=", "x"];

    public static readonly string[] Types =
    [
        "application/json", "application/x-ndjson", "application/json; charset=utf-8", "application/json; charset=utf-7", "text/plain", "", "application/", "/", ";;;", "application/json, application/x-ndjson",
        "application/json; charset=\"", "multipart/form-data", "application/problem+json",
    ];

    public static readonly string[] Encodings = ["gzip", "zstd", "identity", "br", "", "gzip, zstd", "GZIP", "\xff", ";", "gzip;q=1"];

    public static readonly string[] Paths =
    [
        "/", "//", "/..", "/%00", "/%2e%2e/%2e%2e", "/api", "/api/v1", "/api/v1/", "/api/v1/events/", "/api/v1/audit-events/%ff", "/api/v1/audit-events/..", "/api/v1/keys/../keys", "/API/V1/KEYS",
        "/api/v1/keys/'", "/openapi/v1.json", "/openapi/.json", "/docs", "/docs/", "/docs/%3Cscript%3E", "/docs/scalar.js", "/metrics", "/tlog/checkpoint", "/api/v1/proofs/inclusion/-1", "/favicon.ico",
        "/api/v1/audit-events/0198a0b0-c0d0-7e0f-8000-0123456789ab/x", "/api/v1/events/%5C..%5C", "/;/", "/api;x=1/v1/keys", "/?", "/api/v1/summary#x", "*", "http://elsewhere/api/v1/keys", "/\xc3\xa4",
    ];

    public static readonly string[] Tiles =
    [
        "0/000.p/1", "0/000.p/20", "entries/000.p/1", "entries/000.p/20", "0/000", "entries/000", "1/000.p/1", "entries/x001/000", "0/x999/x999/x999/x999/x999/999", "63/000.p/255", "0/000.p/0",
        "0/000.p/256", "-1/000", "0/../../signing-key", "%2e%2e/%2e%2e/checkpoint", "entries//000", "0/00%00", "entries/000.p/1/../../..", "0/\xd9\xa3", "x/x/x/x/x/x/x/x/x/x/x/x",
    ];

    public static readonly string[] Verbs =
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", "X", "PRI"];

    /// <summary>Latin-1 text as the bytes it stands for.</summary>
    public static byte[] Bytes(string latin) => Encoding.Latin1.GetBytes(latin);
}
