using MetaLogging.AspNetCore.Requests;

namespace MetaLogging.AspNetCore;

/// <summary>Requests to this controller, action, page or handler are not audited, whatever its group or controller says. 401 and 403 are recorded all the same.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = true)]
public sealed class NotAuditedAttribute : Attribute, IAuditMark;
