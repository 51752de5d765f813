using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Events;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>Everything that is read back of an event, as one text: what compares equal is equal, and a difference can be read.</summary>
internal static class Shown
{
    public static string Of(Recorded<TrailEvent> item)
    {
        StringBuilder text = new();
        Assessment found = item.Assessment;
        text.Append(CultureInfo.InvariantCulture, $"#{item.Sequence} {item.Origin} {item.Id} by {item.RecordedBy} ");
        text.Append(CultureInfo.InvariantCulture, $"{item.RecordedAtNanoseconds} {item.TimestampNanoseconds} own={item.IsOwn} ");
        text.Append(CultureInfo.InvariantCulture, $"erased=({item.Erased}) found=({found.Risk}, {found.Country}, {found.Block}");
        text.AppendJoin("", found.Reasons.Select(reason => $", {Quoted(reason)}")).Append(") ");
        return text.Append(Of(item.Event)).ToString();
    }

    static string Of(TrailEvent what)
    {
        string common = $"{what.Kind} {what.Id} {what.TimestampNanoseconds} source={Quoted(what.Source)} tenant={Quoted(what.TenantId)} "
            + $"request={Quoted(what.RequestId)} trace={Quoted(what.TraceId)} data={what.AdditionalData?.ToJsonString()} ";
        return common + what switch
        {
            AuditEvent a => $"{a.Action} {a.ResourceType} id={Quoted(a.ResourceId)} user={Quoted(a.UserId)} name={Quoted(a.UserName)} "
                + $"for={Quoted(a.OnBehalfOf)} ip={Quoted(a.IpAddress)} agent={Quoted(a.UserAgent)} {a.Success} "
                + $"error={Quoted(a.ErrorMessage)} privacy={a.PrivacyImpact} [{string.Join(" ", a.DataCategories)}] "
                + $"subjects=[{string.Join(" ", a.SubjectIds.Select(Quoted))}] "
                + $"changes=[{string.Join(" ", a.Changes.Select(Of))}] {a.Phase} {a.OperationId}",
            FailedLoginAttempt f => $"user={Quoted(f.Username)} ip={Quoted(f.IpAddress)} agent={Quoted(f.UserAgent)} {f.FailureReason} "
                + $"{f.AttemptCount} {f.IsBlocked} {f.Country} "
                + string.Create(CultureInfo.InvariantCulture, $"{f.RiskScore:R} x{f.RepeatCount}"),
            SystemEvent s => $"{s.Level} {s.Component} {Quoted(s.Message)} user={Quoted(s.UserId)}",
            _ => throw new ArgumentException("An unknown kind.", nameof(what)),
        };
    }

    static string Of(FieldChange change) => $"{Quoted(change.Field)}: {change.Old?.ToJsonString()} to {change.New?.ToJsonString()}";

    static string Quoted(string? text) => text is null ? "-" : JsonValue.Create(text).ToJsonString();
}
