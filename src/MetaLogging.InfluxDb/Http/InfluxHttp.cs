using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetaLogging.Stores;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace MetaLogging.InfluxDb.Http;

/// <summary>
/// The way to one server: connections that are kept and renewed, the header that says who asks, time-outs, short retries, and rest for a
/// server that fails again and again. Thread-safe.
/// </summary>
internal sealed class InfluxHttp : IDisposable
{
    /// <summary>So that a name that comes to mean another address is noticed.</summary>
    static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    readonly HttpClient _http;
    readonly AuthenticationHeaderValue? _credentials;
    readonly bool _compresses;
    readonly TimeProvider _time;
    readonly ResiliencePipeline<HttpResponseMessage> _patience;
    StoreException? _noAuthorities;

    /// <param name="options">The settings.</param>
    /// <param name="credentials">Who asks; null: nobody.</param>
    /// <param name="time">The clock of retries and time-outs.</param>
    public InfluxHttp(InfluxDbOptions options, AuthenticationHeaderValue? credentials, TimeProvider time)
    {
        Address = InfluxAddress.Of(options);
        Server = $"InfluxDB at {Address.GetLeftPart(UriPartial.Authority)}";
        Bound = options.Timeout;
        _credentials = credentials;
        _compresses = options.Compress ?? !Address.IsLoopback;
        _time = time;
        _http = new(MakeHandler(AuthoritiesOf(options)), disposeHandler: true) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        _patience = MakePatience(time);
    }

    /// <summary>The server's address, which ends in a slash.</summary>
    public Uri Address { get; }

    /// <summary>The server in sentences.</summary>
    public string Server { get; }

    /// <summary>How long one request may take, its answer included.</summary>
    public TimeSpan Bound { get; }

    /// <summary>Asks, again where it failed in passing, and answers when the headers are there.</summary>
    /// <param name="make">Makes the request, anew for each attempt.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StoreException">The server was not reached, did not answer in time, or answered with a redirect.</exception>
    public Task<HttpAnswer> AskAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken) => RunAsync(
        token => _patience.ExecuteAsync(async attempt => await SendAsync(make(), attempt).ConfigureAwait(false), token).AsTask(), cancellationToken);

    /// <summary>
    /// Writes lines, once. A failure by which the write may still be carried out is an answer, too: whoever writes has to know.
    /// </summary>
    public async Task<WriteAnswer> WriteAsync(string path, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = MakeContent(lines) };
            using HttpAnswer answer = await RunAsync(token => SendAsync(request, token), cancellationToken).ConfigureAwait(false);
            ErrorBody body = answer.Status == HttpStatusCode.NoContent ? new(null, "") : await answer.ReadErrorAsync().ConfigureAwait(false);
            return WriteAnswers.Of(answer.Status, body, answer.RetryAfter);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            bool isSent = e.InnerException is not HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
            };
            return new(WriteOutcome.NotNow, e.Message) { IsUnknown = isSent };
        }
    }

    /// <summary>What a failure means for whoever asked; null: it is none of the way there.</summary>
    public StoreException? Translate(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        StoreException known => known,
        _ when cancellationToken.IsCancellationRequested => null,
        BrokenCircuitException { InnerException: HttpRequestException last } => Translate(last, cancellationToken),   // why it rests says more than that it does
        BrokenCircuitException => InfluxFailure.Resting(Server),
        OperationCanceledException => InfluxFailure.TimedOut(Server, Bound, failure),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } =>
            InfluxFailure.NoInfluxDb(Server, "nothing, or no HTTP", failure),
        HttpRequestException => InfluxFailure.NotReached(Server, failure),
        IOException => InfluxFailure.BrokenOff(Server, failure),
        InvalidDataException => InfluxFailure.NoInfluxDb(Server, "what is no gzip", failure),
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    async Task<HttpAnswer> RunAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        if (_noAuthorities is { } unusable)
        {
            throw new StoreException(unusable.Message, unusable);
        }

        RequestBound bound = new(Bound, _time, cancellationToken);
        try
        {
            HttpResponseMessage response = await send(bound.Token).ConfigureAwait(false);
            if ((int)response.StatusCode is >= 300 and < 400)
            {
                response.Dispose();
                throw InfluxFailure.Redirected(Server, response.StatusCode);
            }

            return new HttpAnswer(response, bound, this);
        }
        catch (Exception e)
        {
            bound.Dispose();
            if (Translate(e, cancellationToken) is { } failure)
            {
                throw failure;
            }

            throw;
        }
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = _credentials;
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    ReadOnlyMemoryContent MakeContent(ReadOnlyMemory<byte> lines)
    {
        if (!_compresses)
        {
            return new ReadOnlyMemoryContent(lines) { Headers = { ContentType = new("text/plain") { CharSet = "utf-8" } } };
        }

        MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(lines.Span);
        }

        return new ReadOnlyMemoryContent(compressed.GetBuffer().AsMemory(0, (int)compressed.Length))
        {
            Headers = { ContentType = new("text/plain") { CharSet = "utf-8" }, ContentEncoding = { "gzip" } },
        };
    }

    /// <summary>The authorities of the settings; null: the system's. That they can't be read is said with each request: the rest of the program goes on.</summary>
    X509Certificate2Collection? AuthoritiesOf(InfluxDbOptions options)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            if (options.CaFile.Length > 0)
            {
                authorities.ImportFromPemFile(options.CaFile);
                _noAuthorities = authorities.Count == 0 ? InfluxFailure.NoAuthorities(Server, options.CaFile, null) : null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            _noAuthorities = InfluxFailure.NoAuthorities(Server, options.CaFile, e);
        }

        return authorities.Count > 0 ? authorities : null;
    }

    static SocketsHttpHandler MakeHandler(X509Certificate2Collection? authorities)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = ConnectionLifetime,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        if (authorities is not null)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }

    /// <summary>Two more attempts within a second, and two seconds of rest after five failures in a row.</summary>
    static ResiliencePipeline<HttpResponseMessage> MakePatience(TimeProvider time)
    {
        PredicateBuilder<HttpResponseMessage> failures = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>()
            .HandleResult(response => response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = failures,
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is { } response && RetryAfter.Of(response, time) is { } asked && asked < TimeSpan.FromSeconds(2) ? asked : (TimeSpan?)null),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = failures,
                FailureRatio = 1,
                MinimumThroughput = 5,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(2),
            })
            .Build();
    }
}
