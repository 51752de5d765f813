using System.Text.Json.Serialization;

namespace MetaLogging.Queries;

/// <summary>Queries as JSON, for their digest.</summary>
[JsonSerializable(typeof(AuditEventQuery)), JsonSerializable(typeof(FailedLoginQuery)), JsonSerializable(typeof(SystemEventQuery))]
internal sealed partial class QueryJson : JsonSerializerContext;
