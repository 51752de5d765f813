using MetaLogging.Capturing;

namespace MetaLogging;

/// <summary>
/// Leaves something out of what is captured by itself: requests to a controller, action, page or handler, whatever its group or controller says (401 and 403 are recorded all
/// the same); the changes of an entity, or of a property of one.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Field, Inherited = true)]
public sealed class NotAuditedAttribute : Attribute, IAuditMark;
