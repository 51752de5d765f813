using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Hostile;

/// <summary>
/// Makes hostile requests from what the server says of itself. Everything is derived from the seed, so that a request that breaks something can be made again.
/// </summary>
internal sealed class HostileRequests(ApiDescription description, string key, string cursor, int seed)
{
    readonly Random _random = new(seed);

    /// <summary>The next request, whole, as bytes.</summary>
    public byte[] Next(out bool isHead)
    {
        ApiDescription.Operation operation = Pick(description.Operations);
        string verb = Often(19) ? operation.Verb : Pick(HostileText.Verbs);
        isHead = verb == "HEAD";
        string target = Often(19) ? Target(operation) : Pick(HostileText.Paths);
        StringBuilder head = new($"{verb} {target} HTTP/1.1\r\nHost: localhost\r\n");
        if (Often(29))
        {
            head.Append("Authorization: ").Append(Often(19) ? $"Bearer {key}" : Authorization()).Append("\r\n");
        }

        if (Often(1))
        {
            // A stream that follows would not end.
            head.Append("Accept: ").Append(target.Contains("follow", StringComparison.OrdinalIgnoreCase) ? "application/json" : Pick(HostileText.Accepts)).Append("\r\n");
        }

        for (int i = _random.Next(16) - 12; i > 0; i--)
        {
            head.Append("X-").Append(_random.Next(100)).Append(": ").Append(new string('x', _random.Next(300))).Append("\r\n");
        }

        byte[] body = [];
        if (operation.Bodies.Count > 0 || _random.Next(20) == 0)
        {
            body = Body(operation, out string type, out string? encoding);
            head.Append("Content-Type: ").Append(type).Append("\r\n");
            if (encoding is not null)
            {
                head.Append("Content-Encoding: ").Append(encoding).Append("\r\n");
            }
        }

        if (_random.Next(4) == 0 && body.Length > 0)
        {
            head.Append("Transfer-Encoding: chunked\r\n\r\n");
            return [.. HostileText.Bytes(head.ToString()), .. Chunked(body)];
        }

        head.Append("Content-Length: ").Append(body.Length).Append("\r\n\r\n");
        return [.. HostileText.Bytes(head.ToString()), .. body];
    }

    string Target(ApiDescription.Operation operation)
    {
        StringBuilder target = new(System.Text.RegularExpressions.Regex.Replace(operation.Path, @"\{([^}]*)\}", name => Segment(name.Groups[1].Value)));
        char separator = '?';
        for (int i = operation.Bodies.Count > 0 && Often(3) ? 0 : _random.Next(5); i > 0; i--)
        {
            string name = operation.Parameters.Count > 0 && Often(14) ? Pick(operation.Parameters).Name : Pick(["nonsense", "LIMIT", "", "limit%00", "%ff", "tenant_id", "__proto__"]);
            for (int again = Often(9) ? 1 : _random.Next(2, 120); again > 0; again--)
            {
                target.Append(separator).Append(name).Append('=').Append(Value(name, operation));
                separator = '&';
            }
        }

        const int MostOfALine = 7000;
        return target.Length > MostOfALine ? target.ToString(0, MostOfALine) : target.ToString();
    }

    string Segment(string name)
    {
        if ((name is "path" or "sequence") && Often(1))
        {
            return name == "path" ? Pick(HostileText.Tiles) : _random.Next(-1, 40).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        string text = Pick(HostileText.Encoded);
        return text.Length == 0 || text.Contains('?', StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal) ? Guid.NewGuid().ToString() : text;
    }

    string Value(string name, ApiDescription.Operation operation)
    {
        if (name == "cursor" && Often(3))
        {
            return BentCursor();
        }

        if (Often(1) && operation.Parameters.FirstOrDefault(one => one.Name == name)?.Schema is { } schema)
        {
            return schema["enum"]?.AsArray() is { Count: > 0 } words ? Pick(words.ToArray())!.GetValue<string>()
                : schema["type"]?.ToString() switch
                {
                    "boolean" => Pick(["true", "false"]),
                    "integer" => _random.Next(-1, 1002).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    "number" => _random.NextDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                    _ => Pick(HostileText.Encoded),
                };
        }

        return _random.Next(30) == 0 ? new string(Pick(['x', '*', '\'', '0']), _random.Next(1, 3000)) : Pick(HostileText.Encoded);
    }

    string BentCursor()
    {
        char[] bent = cursor.ToCharArray();
        for (int i = _random.Next(4); i > 0; i--)
        {
            bent[_random.Next(bent.Length)] = Pick("AZaz09-_".ToCharArray());
        }

        string text = new(bent);
        return _random.Next(5) switch { 0 => text[.._random.Next(text.Length)], 1 => text + text[.._random.Next(text.Length)], 2 => text + "=", _ => text };
    }

    string Authorization() => _random.Next(8) switch
    {
        0 => "Bearer",
        1 => $"Basic {key}",
        2 => $"Bearer mlk_{new string('0', 16)}_{new string('A', 43)}",
        3 => "Bearer " + new string('x', _random.Next(5000)),
        4 => "Bearer a.b.c",
        5 => "Bearer \xff\xfe",
        6 => "Digest username=\"x\"",
        _ => "",
    };

    byte[] Body(ApiDescription.Operation operation, out string type, out string? encoding)
    {
        ApiDescription.Body? shape = operation.Bodies.Count > 0 ? Pick(operation.Bodies) : null;
        type = shape is not null && Often(9) ? shape.MediaType : Pick(HostileText.Types);
        bool isBatch = type.Contains("ndjson", StringComparison.Ordinal);
        StringBuilder text = new();
        bool isRight = shape is not null && _random.Next(3) == 0;
        for (int i = isBatch ? _random.Next(1, 12) : 1; i > 0; i--)
        {
            text.Append((isRight ? -1 : _random.Next(12)) switch
            {
                -1 => Latin(Like(description.Schema(shape!.Schema)).ToJsonString()),
                0 => Nested(),
                1 => Pick(HostileText.Json),
                2 => "",
                3 => new string((char)_random.Next(256), _random.Next(200)),
                _ => shape is null ? Pick(HostileText.Json) : Mutated(Latin(Like(description.Schema(shape.Schema)).ToJsonString())),
            });
            if (isBatch)
            {
                text.Append(isRight ? "\n" : Pick(["\n", "\r\n", "\n\n", "\r", " \t\n", ""]));
            }
        }

        byte[] body = HostileText.Bytes(text.ToString());
        encoding = Often(6) ? null : Pick(HostileText.Encodings);
        if (encoding is not null && Often(3))
        {
            body = encoding.Contains("zstd", StringComparison.Ordinal) ? Packed.Zstd(text.ToString()) : Packed.Gzip(text.ToString());
            if (_random.Next(3) == 0)
            {
                body = body[.._random.Next(body.Length)];
            }
        }

        return body;
    }

    /// <summary>An object as the schema has it, each member right, or wild.</summary>
    JsonObject Like(JsonObject schema)
    {
        JsonObject made = [];
        JsonArray required = schema["required"]?.AsArray() ?? [];
        foreach ((string name, JsonNode? member) in schema["properties"]?.AsObject() ?? [])
        {
            if (required.Any(one => one!.GetValue<string>() == name) || _random.Next(6) == 0)
            {
                made[name] = Right(description.Schema(member!.AsObject()));
            }
        }

        return made;
    }

    JsonNode? Right(JsonObject schema)
    {
        if (schema["enum"]?.AsArray() is { Count: > 0 } words)
        {
            return Pick(words.ToArray())!.DeepClone();
        }

        return schema["type"]?.ToString() switch
        {
            "boolean" => _random.Next(2) == 0,
            "integer" => _random.Next(0, 5),
            "number" => _random.NextDouble(),
            "array" => new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Right(description.Schema(schema["items"]!.AsObject())))]),
            "object" => Like(schema),
            _ => schema["format"]?.GetValue<string>() switch
            {
                "uuid" => Guid.NewGuid().ToString(),
                "date-time" => "2026-01-01T00:00:00Z",
                _ when schema["pattern"] is not null => Pick(["a", "name.of/something"]),
                _ when schema["description"]?.GetValue<string>() is { } said && said.StartsWith("IPv4", StringComparison.Ordinal) => Pick(["192.0.2.1", "2001:db8::1"]),
                _ when schema["description"]?.GetValue<string>() is { } said && said.StartsWith("ISO", StringComparison.Ordinal) => "DE",
                _ => Pick(["a", "Zoë", "it's \"quoted\""]),
            },
        };
    }

    /// <summary>Bends a text of JSON: bytes changed, pieces cut out, doubled, or replaced by others.</summary>
    string Mutated(string json)
    {
        StringBuilder text = new(json);
        for (int i = _random.Next(4); i > 0 && text.Length > 2; i--)
        {
            int at = _random.Next(text.Length);
            int length = _random.Next(1, Math.Min(20, text.Length - at) + 1);
            switch (_random.Next(6))
            {
                case 0:
                    text[at] = (char)_random.Next(256);
                    break;
                case 1:
                    text.Remove(at, length);
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, length));
                    break;
                case 3:
                    text.Insert(at, Pick(HostileText.Json));
                    break;
                case 4:
                    text.Length = at;
                    break;
                default:
                    // A value in the place of another.
                    int colon = text.ToString().IndexOf(':', at);
                    if (colon > 0)
                    {
                        int end = text.ToString().IndexOfAny([',', '}'], colon);
                        text.Remove(colon + 1, (end < 0 ? text.Length : end) - colon - 1).Insert(colon + 1, Pick(HostileText.Json));
                    }

                    break;
            }
        }

        return text.ToString();
    }

    string Nested()
    {
        int depth = _random.Next(1, 3000);
        return _random.Next(3) switch
        {
            0 => new string('[', depth),
            1 => $"{{\"action\":\"a\",\"resource_type\":\"r\",\"additional_data\":{string.Concat(Enumerable.Repeat("{\"a\":", depth))}1{new string('}', depth)}}}",
            _ => new string('[', depth) + new string(']', depth),
        };
    }

    byte[] Chunked(byte[] body)
    {
        MemoryStream chunks = new();
        for (int at = 0; at < body.Length;)
        {
            int length = _random.Next(1, body.Length - at + 1);
            chunks.Write(HostileText.Bytes($"{length:x}\r\n"));
            chunks.Write(body, at, length);
            chunks.Write("\r\n"u8);
            at += length;
        }

        chunks.Write("0\r\n\r\n"u8);
        return chunks.ToArray();
    }

    static string Latin(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>So many times of one more.</summary>
    bool Often(int times) => _random.Next(times + 1) < times;

    T Pick<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];
}
