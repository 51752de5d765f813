using System.Text;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>A request that came to a <see cref="ForwardingServer"/>.</summary>
internal sealed record SeenRequest(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>The target's path.</summary>
    public string Path => Target.Split('?')[0];

    public bool IsWrite => Path == "/write";

    public bool IsQuery => Path == "/query";

    /// <summary>The body as text; parameters in it are in their form's spelling.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) =>
        Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();
}
