using System.Buffers;
using System.Text;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Remote;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Remote;

/// <summary>What the tests of the remote trail have in common.</summary>
internal static class RemoteCall
{
    public const string Key = "mk_5fJ9-secret_3Qx";

    public static readonly Guid Id = Guid.Parse("0198a0b0-c0d0-7e0f-8000-0123456789ab");

    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A trail that tries once.</summary>
    public static RemoteAuditTrail Once(LittleServer server) =>
        RemoteAuditTrail.ForServer(server.Address, Key, new RemoteTrailOptions { RetryFor = TimeSpan.Zero });

    /// <summary>A trail that tries again, on a clock that jumps.</summary>
    public static RemoteAuditTrail Patient(LittleServer server, JumpingTime time, double retryFor = 30) => RemoteAuditTrail.ForServer(
        server.Address, Key, new RemoteTrailOptions { RetryFor = TimeSpan.FromSeconds(retryFor), RequestTimeout = RequestTimeout }, time);

    /// <summary>Answers a write of one event as the server does.</summary>
    public static Reply Recorded(Asked asked, int status = 201) => Reply.Json(
        status, $$"""{"success":true,"message":"Recorded.","id":"{{IdIn(asked.Body)}}","origin":"here","sequence":7,"assessment":null,"mood":"good"}""");

    /// <summary>The id on the first line of a body.</summary>
    public static string IdIn(string body)
    {
        const string Member = "\"id\":\"";
        int at = body.IndexOf(Member, StringComparison.Ordinal) + Member.Length;
        return body[at..(at + 36)];
    }

    public static Recorded<TrailEvent> Item(TrailEvent item) => Encoded.View(Encoded.Entry(item)).ToRecorded("here");

    public static string Line(Recorded<TrailEvent> item)
    {
        var output = new ArrayBufferWriter<byte>();
        ItemWriter.Write(item, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
