using System.Text.Json.Nodes;
using MetaLogging.Queries;

namespace MetaLogging.Server.Exports;

/// <summary>What is asked of the store for an export: a question a kind, null where a kind is not wanted.</summary>
/// <param name="AuditEvents">For audit events.</param>
/// <param name="FailedLogins">For failed logins.</param>
/// <param name="SystemEvents">For system events.</param>
/// <param name="Filters">The filters, as they are named in the API.</param>
internal sealed record ExportQuestions(AuditEventQuery? AuditEvents, FailedLoginQuery? FailedLogins, SystemEventQuery? SystemEvents, JsonObject Filters);
