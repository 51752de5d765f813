namespace MetaLogging.EntityFrameworkCore.Marking;

/// <summary>The annotations by which a model says how it is audited.</summary>
internal static class Marks
{
    public const string Personal = "MetaLogging:Personal";
    public const string Secret = "MetaLogging:Secret";
    public const string NotAudited = "MetaLogging:NotAudited";
    public const string ResourceType = "MetaLogging:ResourceType";
}
