using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.InfluxDb.Http;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>Looks for the bucket, and makes it.</summary>
internal sealed class FluxBucket(InfluxDbOptions options, InfluxHttp http)
{
    string Organisation => $"organisation {options.Org}";

    /// <summary>Makes the bucket where it is missing and may be made.</summary>
    /// <exception cref="StoreException">It is missing and may not be made, or the token may not look for it.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        string organisation = await FindOrganisationAsync(cancellationToken).ConfigureAwait(false);
        if (!options.Create)
        {
            throw new StoreException($"{http.Server} has no bucket {options.Bucket} in the {Organisation}, or the token may not read it. "
                + "Make it (influx bucket create), set INFLUXDB_BUCKET right, or set MetaLogging:InfluxDb:Create to true.");
        }

        await MakeAsync(organisation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How long the bucket keeps points; null: for ever, or it is not to be seen.</summary>
    public async Task<TimeSpan?> FindKeepAsync(CancellationToken cancellationToken)
    {
        JsonNode? bucket = await FindAsync(cancellationToken).ConfigureAwait(false);
        long[] seconds = [.. (bucket?["retentionRules"] as JsonArray ?? [])
            .Select(rule => rule?["everySeconds"] is JsonValue value && value.TryGetValue(out long length) ? length : 0).Where(length => length > 0)];
        return seconds is [] ? null : TimeSpan.FromSeconds(Math.Min(seconds.Min(), (long)TimeSpan.MaxValue.TotalSeconds / 2));
    }

    /// <summary>The bucket as the server describes it; null: there is none, or the token may not read it.</summary>
    async Task<JsonNode?> FindAsync(CancellationToken cancellationToken)
    {
        string path = $"api/v2/buckets?org={Uri.EscapeDataString(options.Org)}&name={Uri.EscapeDataString(options.Bucket)}";
        using HttpAnswer answer = await http.AskAsync(() => new(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);

        // 2.x says 404 where there is no such bucket or no such organisation; an empty list where there is one that the token may not see.
        if (answer.Status == HttpStatusCode.NotFound)
        {
            ErrorBody body = await answer.ReadErrorAsync().ConfigureAwait(false);
            return body.Code == "not found" ? null : throw InfluxFailure.OfStatus(http.Server, answer.Status, body);
        }

        return (await ReadAsync(answer, cancellationToken).ConfigureAwait(false))["buckets"] is JsonArray buckets
            ? buckets.FirstOrDefault(bucket => bucket?["name"]?.ToString() == options.Bucket)
            : throw InfluxFailure.NoInfluxDb(http.Server, "no list of buckets");
    }

    async Task<string> FindOrganisationAsync(CancellationToken cancellationToken)
    {
        string path = $"api/v2/orgs?org={Uri.EscapeDataString(options.Org)}";
        using HttpAnswer answer = await http.AskAsync(() => new(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);
        JsonArray? organisations = answer.Status == HttpStatusCode.NotFound
            ? null
            : (await ReadAsync(answer, cancellationToken).ConfigureAwait(false))["orgs"] as JsonArray;
        return organisations?.FirstOrDefault(one => one?["name"]?.ToString() == options.Org)?["id"]?.ToString()
            ?? throw new StoreException($"{http.Server} has no {Organisation}, or the token is of another. Set INFLUXDB_ORG and INFLUXDB_TOKEN right.");
    }

    async Task MakeAsync(string organisation, CancellationToken cancellationToken)
    {
        JsonObject bucket = new()
        {
            ["orgID"] = organisation,
            ["name"] = options.Bucket,
            ["retentionRules"] = options.Keep is { } keep ? new JsonArray(new JsonObject { ["type"] = "expire", ["everySeconds"] = (long)keep.TotalSeconds }) : [],
        };
        using HttpAnswer answer = await http.AskAsync(() => new(HttpMethod.Post, "api/v2/buckets") { Content = FluxJson.Content(bucket) }, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            return;
        }

        ErrorBody body = await answer.ReadErrorAsync().ConfigureAwait(false);
        bool isThere = body.Code == "conflict";
        if (isThere && await FindAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return;   // another made it meanwhile
        }

        throw answer.Status switch
        {
            _ when isThere =>
                new($"{http.Server} has the bucket {options.Bucket}, and the token may not read it. Give the token the right to read and to write it (docs/influxdb.md)."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new($"{http.Server} has no bucket {options.Bucket} that the token may read, and the token may not make one. Make it (influx bucket create), or give the token the right to."),
            _ => InfluxFailure.OfStatus(http.Server, answer.Status, body),
        };
    }

    async Task<JsonNode> ReadAsync(HttpAnswer answer, CancellationToken cancellationToken)
    {
        await answer.EnsureSuccessAsync().ConfigureAwait(false);
        try
        {
            Stream body = await answer.OpenAsync().ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await JsonNode.ParseAsync(body, cancellationToken: answer.Token).ConfigureAwait(false) is JsonObject json
                    ? json
                    : throw InfluxFailure.NoInfluxDb(http.Server, "what is no JSON object");
            }
        }
        catch (JsonException e)
        {
            throw InfluxFailure.NoInfluxDb(http.Server, "what is no JSON", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException or OperationCanceledException)
        {
            throw answer.Translate(e);
        }
    }
}
