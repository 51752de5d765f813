using System.Text.Json.Nodes;
using MetaLogging.Api.Access;

namespace MetaLogging.Api.Own;

/// <summary>How often a question was asked again within a minute, and how much came back.</summary>
internal sealed class ReadSum
{
    /// <summary>One of those who asked; all are the same but for those beyond what is told apart.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The filters of one of them.</summary>
    public JsonObject? Filters { get; set; }

    /// <summary>How often it was asked.</summary>
    public long Reads { get; set; }

    /// <summary>How many further pages were asked for.</summary>
    public long Pages { get; set; }

    /// <summary>How many events came back in all.</summary>
    public long Returned { get; set; }
}
