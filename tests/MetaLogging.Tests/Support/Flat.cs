using System.Text;
using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Tests.Support;

/// <summary>Events as the canonical JSON that a caller would send: two events are the same when it is.</summary>
internal static class Flat
{
    public static string Json(TrailEvent item)
    {
        var json = new CanonicalBuffer();
        EventWriter.Write(json, item);
        return Encoding.UTF8.GetString(json.Written);
    }
}
