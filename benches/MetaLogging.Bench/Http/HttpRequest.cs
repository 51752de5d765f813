using System.Text;

namespace MetaLogging.Bench.Http;

/// <summary>The bytes of requests.</summary>
internal static class HttpRequest
{
    public static byte[] Get(int port, string target, string headers = "") =>
        Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n");

    /// <param name="headers">Further headers, each with its line end.</param>
    public static byte[] Post(int port, string target, string headers, ReadOnlySpan<byte> body)
    {
        string head = $"POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}Content-Length: {body.Length}\r\n\r\n";
        byte[] request = new byte[head.Length + body.Length];
        Encoding.ASCII.GetBytes(head, request);
        body.CopyTo(request.AsSpan(head.Length));
        return request;
    }
}
