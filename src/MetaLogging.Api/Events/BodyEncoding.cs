using MetaLogging.Api.Problems;
using MetaLogging.Import;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ZstdSharp;

namespace MetaLogging.Api.Events;

/// <summary>How the body of a request is spelled: its media type, and how it is compressed.</summary>
internal static class BodyEncoding
{
    public const string Json = "application/json";
    public const string Ndjson = "application/x-ndjson";

    /// <summary>The largest window of zstd, as a power of two: what a decoder has to keep in memory.</summary>
    const int LargestWindow = 23;

    /// <summary>Whether the body is a batch.</summary>
    /// <exception cref="ProblemException">It is neither one event nor a batch.</exception>
    public static bool IsBatch(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            if (type.MediaType.Equals(Ndjson, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            if (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        throw new ProblemException(Refusals.WrongMediaType($"Send one event as {Json}, or a batch as {Ndjson}, a JSON object a line, in UTF-8."));
    }

    /// <summary>Refuses a body that is no JSON object.</summary>
    public static void RequireJson(HttpRequest request)
    {
        if (IsBatch(request))
        {
            throw new ProblemException(Refusals.WrongMediaType($"Send {Json}."));
        }
    }

    /// <summary>The body, unpacked.</summary>
    /// <exception cref="ProblemException">It is packed in another way.</exception>
    public static Stream Unpack(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" or "x-gzip" => new UnpackedStream(new PassStream(default, request.Body, long.MaxValue, UnpackedStream.Seal)),
        "zstd" => OpenZstd(request.Body),
        _ => throw new ProblemException(Refusals.WrongMediaType("Content-Encoding may be gzip or zstd.")),
    };

    /// <summary>Whether a failure means that what was sent can't be unpacked.</summary>
    public static bool IsBroken(Exception e) => e is InvalidDataException or ZstdException or EndOfStreamException;

    static DecompressionStream OpenZstd(Stream packed)
    {
        Decompressor decompressor = new();
        decompressor.SetParameter(ZstdSharp.Unsafe.ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindow);
        return new(packed, decompressor, bufferSize: 0, checkEndOfStream: true, preserveDecompressor: false, leaveOpen: true);
    }
}
