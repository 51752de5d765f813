namespace MetaLogging.AspNetCore.Requests;

/// <summary>Metadata of an endpoint that says whether it is audited; the last of them counts.</summary>
internal interface IAuditMark;
