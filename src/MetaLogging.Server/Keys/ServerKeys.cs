using System.Text;
using System.Text.Json;
using MetaLogging.Api.Keys;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Keys;

/// <summary>The keys of a live server.</summary>
internal sealed class ServerKeys(ServerConnection server) : IKeys
{
    const string Route = "api/v1/keys";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        using JsonDocument answer = (await server.AskAsync(HttpMethod.Get, Route, null, cancellationToken).ConfigureAwait(false))!;
        return [.. answer.RootElement.GetProperty("items").EnumerateArray().Select(KeyJson.Read)];
    }

    /// <inheritdoc/>
    public async Task<(ApiKey Key, string Secret)> CreateAsync(NewKey wanted, CancellationToken cancellationToken)
    {
        byte[] body = Encoding.UTF8.GetBytes(KeyJson.Write(wanted).ToJsonString());
        using JsonDocument answer = (await server.AskAsync(HttpMethod.Post, Route, body, cancellationToken).ConfigureAwait(false))!;
        return (KeyJson.Read(answer.RootElement), answer.RootElement.GetProperty("secret").GetString()!);
    }

    /// <inheritdoc/>
    public async Task<ApiKey?> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        using JsonDocument? answer =
            await server.AskAsync(HttpMethod.Delete, $"{Route}/{Uri.EscapeDataString(id)}", null, cancellationToken).ConfigureAwait(false);
        return answer is null ? null : KeyJson.Read(answer.RootElement);
    }

    /// <inheritdoc/>
    public async Task<string> RotateSigningAsync(double overlapDays, CancellationToken cancellationToken)
    {
        string route = FormattableString.Invariant($"api/v1/log/rotate-signing?overlap_days={overlapDays}");
        using JsonDocument answer = (await server.AskAsync(HttpMethod.Post, route, null, cancellationToken).ConfigureAwait(false))!;
        return answer.RootElement.GetProperty("vkey").GetString()!;
    }
}
