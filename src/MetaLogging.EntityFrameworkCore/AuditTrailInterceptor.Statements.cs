using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.EntityFrameworkCore.Marking;
using MetaLogging.EntityFrameworkCore.Outbox;
using MetaLogging.EntityFrameworkCore.Recording;
using MetaLogging.EntityFrameworkCore.Statements;
using MetaLogging.EntityFrameworkCore.Transactions;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MetaLogging.EntityFrameworkCore;

/// <content>Statements that pass the change tracker by: ExecuteUpdate, ExecuteDelete and ExecuteSql.</content>
internal sealed partial class AuditTrailInterceptor
{
    const int LongestStatement = 8 << 10;

    readonly ConditionalWeakTable<DbCommand, StatementInProgress> _statements = [];

    /// <inheritdoc/>
    public InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (BeginStatement(command, eventData, result) is { } intent)
        {
            Wait(audit.RecordIntentsAsync([intent]));
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (BeginStatement(command, eventData, result) is { } intent)
        {
            await audit.RecordIntentsAsync([intent]).ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    public int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        if (EndStatement(command, result) is { } done && eventData.Context is { } context)
        {
            if (IsForOutbox(context))
            {
                using (OwnWork(context))
                {
                    foreach ((string statement, object[] parameters) in OutboxTable.Of(context).Inserts(audit.ToRows([done.Event]), time))
                    {
                        context.Database.ExecuteSqlRaw(statement, parameters);
                    }
                }
            }
            else
            {
                Wait(audit.RecordAsync(Hold(context, HeldOf(done))));
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (EndStatement(command, result) is { } done && eventData.Context is { } context)
        {
            if (IsForOutbox(context))
            {
                using (OwnWork(context))
                {
                    foreach ((string statement, object[] parameters) in OutboxTable.Of(context).Inserts(audit.ToRows([done.Event]), time))
                    {
                        await context.Database.ExecuteSqlRawAsync(statement, parameters, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            else
            {
                await audit.RecordAsync(Hold(context, HeldOf(done))).ConfigureAwait(false);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Wait(StatementFailedAsync(command, ReasonOf(eventData.Exception)));

    /// <inheritdoc/>
    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default) =>
        StatementFailedAsync(command, ReasonOf(eventData.Exception)).AsTask();

    /// <inheritdoc/>
    public void CommandCanceled(DbCommand command, CommandEndEventData eventData) => Wait(StatementFailedAsync(command, "The statement was cancelled."));

    /// <inheritdoc/>
    public Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default) =>
        StatementFailedAsync(command, "The statement was cancelled.").AsTask();

    /// <summary>Takes note of a statement, and answers the intent that must be recorded before it, where one must.</summary>
    AuditEvent? BeginStatement(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (result.HasResult || eventData.Context is not { } context || audit.Options.Statements == StatementRecording.Off || audit.StateOf(context).IsOwnWork
            || eventData.CommandSource is not (CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete or CommandSource.ExecuteSqlRaw))
        {
            return null;
        }

        StatementText statement = StatementText.Of(command.CommandText, eventData.CommandSource == CommandSource.ExecuteSqlRaw ? name => IsName(context, name) : _ => true);
        AuditedType[] types = [.. context.Model.GetEntityTypes().Where(type => statement.Tables.Contains(type.GetTableName())).Select(AuditedType.Of)
            .OrderBy(type => type.IsPartOfOwner).ThenBy(type => type.Type.BaseType is not null)];
        if (types.Length > 0 && Array.TrueForAll(types, type => !type.IsAudited))
        {
            return null;
        }

        string[] categories = [.. types.SelectMany(type => type.Categories).Distinct().Order(StringComparer.Ordinal).Take(64)];
        JsonObject data = new() { ["tables"] = new JsonArray([.. statement.Tables.Select(table => (JsonNode)table)]) };
        if (audit.Options.Statements == StatementRecording.Hash || statement.Text.Length > LongestStatement)
        {
            data["statement_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(statement.Text)));
        }
        else
        {
            data["statement"] = statement.Text;
        }

        bool hasIntent = audit.NeedsIntent(categories.Length > 0);
        AuditEvent item = audit.Template(Guid.CreateVersion7().ToString("D")) with
        {
            Id = Guid.CreateVersion7(),
            Action = $"statement.{statement.Verb}",
            ResourceType = types.Select(type => type.ResourceType).FirstOrDefault()
                ?? (statement.Tables is [var table, ..] ? AuditedType.NameOf(table) : "statement"),
            PrivacyImpact = categories.Length > 0,
            DataCategories = categories,
            Phase = hasIntent ? OperationPhase.Outcome : null,
            AdditionalData = data,
        };
        Watch(context);
        _statements.AddOrUpdate(command, new(item, hasIntent));
        return hasIntent ? item with { Id = Guid.CreateVersion7(), Phase = OperationPhase.Intent, AdditionalData = data.DeepClone().AsObject() } : null;
    }

    /// <summary>A name of the model. EF Core writes by itself what else is in double quotes, and no text.</summary>
    static bool IsName(DbContext context, string name) => context.Model.GetEntityTypes().Any(type =>
        name == type.GetTableName() || name == type.GetSchema() || type.GetFlattenedProperties().Any(property => property.GetColumnName() == name));

    StatementInProgress? EndStatement(DbCommand command, int rows)
    {
        if (!_statements.TryGetValue(command, out StatementInProgress? statement))
        {
            return null;
        }

        _statements.Remove(command);
        if (rows >= 0)
        {
            statement.Event.AdditionalData!["rows"] = rows;
        }

        return statement;
    }

    async ValueTask StatementFailedAsync(DbCommand command, string reason)
    {
        if (EndStatement(command, -1) is { } failed)
        {
            await audit.RecordAsync([failed.Event with { Success = false, ErrorMessage = reason }]).ConfigureAwait(false);
        }
    }

    /// <summary>A statement by itself commits by itself: only inside a transaction can the outbox be written with it.</summary>
    bool IsForOutbox(DbContext context) => audit.Options.UseOutbox && FindHeld(context) is not null && OutboxTable.Find(context) is not null;

    static HeldSave HeldOf(StatementInProgress done) => new(
        [done.Event],
        done.HasIntent ? done.Event with { Id = Guid.CreateVersion7(), Success = false, ErrorMessage = RolledBack, AdditionalData = done.Event.AdditionalData!.DeepClone().AsObject() } : null,
        0, 0, 0, 1);
}
