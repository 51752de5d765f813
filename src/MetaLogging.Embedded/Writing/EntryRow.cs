using MetaLogging.Embedded.Tables;
using MetaLogging.Entries;
using MetaLogging.Events;

namespace MetaLogging.Embedded.Writing;

/// <summary>
/// Writes an entry as a row, in the order of the columns of its <see cref="EventTable"/>. What is absent or erased is null.
/// </summary>
internal static class EntryRow
{
    /// <exception cref="EntryFormatException">The entry can't be a row; the row does not count.</exception>
    public static void Write(EntryView entry, TableChunk row)
    {
        row.BeginRow();
        row.BigInt(entry.Sequence);
        row.Uuid(entry.Id);
        row.BigInt(entry.TimestampNanoseconds);
        row.BigInt(entry.RecordedAtNanoseconds);
        row.Varchar(entry.Source);
        row.Varchar(entry.RecordedBy);
        row.Varchar(entry.TenantId);
        switch (entry.Kind)
        {
            case EventKind.AuditEvent:
                WriteAuditEvent(entry, row);
                break;
            case EventKind.FailedLogin:
                WriteFailedLogin(entry, row);
                break;
            case EventKind.SystemEvent:
                WriteSystemEvent(entry, row);
                break;
            default:
                throw new EntryFormatException("The kind of the entry is not known.");
        }

        row.Varchar(entry.RequestId);
        row.Varchar(entry.TraceId);
        row.Varchar(entry.AdditionalDataJson);
        WriteRisk(entry.AssessedRisk, row);
        row.Varchar(entry.AssessedCountry);
        row.Boolean(entry.AssessedBlock);
        row.Varchar(entry.ReasonsJson);
        row.UTinyInt((byte)entry.Erased);
        row.EndRow();
    }

    static void WriteAuditEvent(EntryView entry, TableChunk row)
    {
        row.Varchar(entry.Action);
        row.Varchar(entry.ResourceType);
        row.Varchar(entry.ResourceId);
        row.Varchar(entry.UserId);
        row.Varchar(entry.UserName);
        row.Varchar(entry.OnBehalfOf);
        row.Varchar(entry.IpAddress);
        row.Varchar(entry.UserAgent);
        row.Boolean(entry.Success);
        row.Varchar(entry.ErrorMessage);
        row.Boolean(entry.PrivacyImpact);
        WriteCategories(entry, row);
        row.VarcharList(entry.SubjectIdCount);
        for (int i = 0; i < entry.SubjectIdCount; i++)
        {
            row.Element(entry.SubjectIdAt(i));
        }

        row.Varchar(entry.ChangesJson);
        if (entry.Phase is { } phase)
        {
            row.UTinyInt((byte)phase);
        }
        else
        {
            row.Null();
        }

        row.Varchar(entry.OperationId);
        row.Boolean(entry.IsOwn);
    }

    static void WriteFailedLogin(EntryView entry, TableChunk row)
    {
        row.Varchar(entry.Username);
        row.Varchar(entry.IpAddress);
        row.Varchar(entry.UserAgent);
        row.Varchar(entry.FailureReason);
        row.Integer(entry.AttemptCount);
        row.Boolean(entry.IsBlocked);
        row.Varchar(entry.Country);
        row.Double(entry.RiskScore);
        row.Integer(entry.RepeatCount);
    }

    static void WriteSystemEvent(EntryView entry, TableChunk row)
    {
        row.UTinyInt((byte)entry.Level);
        row.Varchar(entry.Component);
        row.Varchar(entry.Message);
        row.Varchar(entry.UserId);
    }

    static void WriteRisk(double? risk, TableChunk row)
    {
        if (risk is { } known)
        {
            row.Double(known);
        }
        else
        {
            row.Null();
        }
    }

    /// <summary>
    /// The names in one text: there are few different ones, so that a column of them costs almost nothing and a report groups by it at
    /// once.
    /// </summary>
    static void WriteCategories(EntryView entry, TableChunk row)
    {
        int most = 0;
        for (int i = 0; i < entry.DataCategoryCount; i++)
        {
            most += entry.DataCategoryAt(i).MaxLength + 1;
        }

        Span<byte> joined = most <= 1024 ? stackalloc byte[most] : new byte[most];
        int length = 0;
        for (int i = 0; i < entry.DataCategoryCount; i++)
        {
            if (i > 0)
            {
                joined[length++] = (byte)EventTable.NameSeparator;
            }

            int name = entry.DataCategoryAt(i).CopyTo(joined[length..]);
            if (name == 0 || joined.Slice(length, name).Contains((byte)EventTable.NameSeparator))
            {
                throw new EntryFormatException("data_categories holds what is no name.");
            }

            length += name;
        }

        row.Varchar(joined[..length]);
    }
}
