namespace MetaLogging.Capturing;

/// <summary>Says of an endpoint whether it is audited; the last of them counts.</summary>
internal interface IAuditMark;
