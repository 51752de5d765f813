using System.Net.Http.Headers;

namespace MetaLogging.Testing;

/// <summary>The API of a test, on a free port of this machine.</summary>
public sealed class TestServer : IDisposable
{
    internal TestServer(Uri address, string key)
    {
        Address = address;
        Key = key;
        Client = new() { BaseAddress = address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A key with all three permissions.</summary>
    public string Key { get; }

    /// <summary>A client that brings the key.</summary>
    public HttpClient Client { get; }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();
}
