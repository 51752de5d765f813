using System.Globalization;
using System.Text;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>What a <see cref="ForwardingServer"/> does with a request. Sending answers whether the connection goes on; else it is cut.</summary>
internal sealed class Reply(Func<Reply.Exchange, Task<bool>> send)
{
    public Task<bool> SendAsync(Exchange exchange) => send(exchange);

    /// <summary>The answer of the server behind.</summary>
    public static Reply Forwarded { get; } = new(async exchange =>
    {
        (byte[] head, byte[] body) = await exchange.ForwardAsync();
        await exchange.SendAsync(head);
        await exchange.SendAsync(body);
        return true;
    });

    /// <summary>None, ever.</summary>
    public static Reply Never { get; } = new(async exchange =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Stopping);
        return false;
    });

    /// <summary>None: the connection is cut.</summary>
    public static Reply Cut { get; } = new(_ => Task.FromResult(false));

    /// <summary>The server behind does it, and the connection is cut before the answer.</summary>
    public static Reply ForwardedAndCut { get; } = new(async exchange =>
    {
        await exchange.ForwardAsync();
        return false;
    });

    /// <summary>Half the answer of the server behind, which has promised the whole; then the connection is cut.</summary>
    public static Reply Half { get; } = new(async exchange =>
    {
        (byte[] head, byte[] body) = await exchange.ForwardAsync();
        await exchange.SendAsync(head);
        await exchange.SendAsync(body[..(body.Length / 2)]);
        return false;
    });

    /// <summary>Half the answer of the server behind, which says that it is the whole.</summary>
    public static Reply ShortenedToHalf { get; } = new(async exchange =>
    {
        (_, byte[] body) = await exchange.ForwardAsync();
        return await Json(Encoding.UTF8.GetString(body[..(body.Length / 2)])).SendAsync(exchange);
    });

    /// <summary>The first line of the answer of the server behind, which says that it is the whole.</summary>
    public static Reply FirstLineOnly { get; } = new(async exchange =>
    {
        (_, byte[] body) = await exchange.ForwardAsync();
        return await Json(Encoding.UTF8.GetString(body[..(Array.IndexOf(body, (byte)'\n') + 1)])).SendAsync(exchange);
    });

    /// <summary>Spaces, until the client has enough.</summary>
    public static Reply Endless { get; } = new(async exchange =>
    {
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"u8.ToArray());
        for (; ; )
        {
            await exchange.SendAsync(new byte[] { (byte)' ' });
            await Task.Delay(10, exchange.Stopping);
        }
    });

    /// <summary>An answer of its own to a question that was understood.</summary>
    public static Reply Json(string body) => Of(200, body, ("Content-Type", "application/json"));

    /// <summary>An answer of its own.</summary>
    public static Reply Of(int status, string body = "", params (string Name, string Value)[] headers) => new(async exchange =>
    {
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Told\r\n");
        foreach ((string name, string value) in headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(body);
        string length = status == 204 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes.Length}\r\n");
        await exchange.SendAsync(Encoding.UTF8.GetBytes($"{head}{length}\r\n"));
        await exchange.SendAsync(bytes);
        return true;
    });

    /// <summary>Bytes that need not be HTTP; then the connection is cut.</summary>
    public static Reply Raw(string bytes) => new(async exchange =>
    {
        await exchange.SendAsync(Encoding.UTF8.GetBytes(bytes));
        return false;
    });

    /// <summary>As the request wants it.</summary>
    public static Reply By(Func<SeenRequest, Reply> choose) => new(exchange => choose(exchange.Request).SendAsync(exchange));

    /// <summary>This one for writes, and all else is forwarded.</summary>
    public Reply ForWrites() => By(request => request.IsWrite ? this : Forwarded);

    /// <summary>This one for queries, and all else is forwarded.</summary>
    public Reply ForQueries() => By(request => request.IsQuery ? this : Forwarded);

    /// <summary>A request, and the connection that it came by.</summary>
    public sealed class Exchange(ForwardingServer server, SeenRequest request, Stream stream, CancellationToken stopping)
    {
        public SeenRequest Request => request;

        public CancellationToken Stopping => stopping;

        public Task<(byte[] Head, byte[] Body)> ForwardAsync() => server.ForwardAsync(request);

        public Task SendAsync(byte[] bytes) => stream.WriteAsync(bytes, stopping).AsTask();
    }
}
