using System.ComponentModel.DataAnnotations;
using MetaLogging.Capturing;

namespace MetaLogging.EntityFrameworkCore;

/// <summary>How the changes of a database are recorded: section <c>MetaLogging:EntityFrameworkCore</c>.</summary>
public sealed class EntityAuditOptions
{
    internal const string Section = "MetaLogging:EntityFrameworkCore";

    /// <summary>Whether each entity gets an event of its own, or a save gets one for all of them. Default: each entity.</summary>
    [EnumDataType(typeof(EntityGrouping))]
    public EntityGrouping Grouping { get; set; } = EntityGrouping.PerEntity;

    /// <summary>
    /// What becomes of a save whose event can't be recorded. Default <see cref="FailurePolicy.Continue"/>: the event is recorded after the commit. With
    /// <see cref="FailurePolicy.FailOperation"/> an intent is on the disk before the save begins, or the save throws an <see cref="EventNotRecordedException"/>.
    /// </summary>
    [EnumDataType(typeof(FailurePolicy))]
    public FailurePolicy FailurePolicy { get; set; } = FailurePolicy.Continue;

    /// <summary>
    /// Whether a save that touches personal data begins with an intent that is on the disk, as under <see cref="FailurePolicy.FailOperation"/>, whatever the failure
    /// policy says. Default false.
    /// </summary>
    public bool IntentForPersonalData { get; set; }

    /// <summary>
    /// Whether events are written into a table of the database, in the transaction of the entities, and carried from there to the trail: nothing is lost and nothing
    /// is told that was not done, whatever dies when. The model needs <c>modelBuilder.AddAuditOutbox()</c>, and the container <c>.AddAuditOutbox&lt;TContext&gt;()</c>.
    /// Default false.
    /// </summary>
    public bool UseOutbox { get; set; }

    /// <summary>
    /// What is recorded of statements that pass the change tracker by: <c>ExecuteUpdate</c>, <c>ExecuteDelete</c> and <c>ExecuteSql</c>. Default: table, count of
    /// rows and text, without parameters' values and without literals.
    /// </summary>
    [EnumDataType(typeof(StatementRecording))]
    public StatementRecording Statements { get; set; } = StatementRecording.Text;

    /// <summary>The longest value that is recorded, in bytes of UTF-8: 64 to 16384. A longer one is replaced by its length and SHA-256. Default 4096.</summary>
    [Range(64, 16384)]
    public int LongestValue { get; set; } = 4096;

    /// <summary>How many events the outbox carries to the trail at once: 1 to 1000. Default 100.</summary>
    [Range(1, 1000)]
    public int OutboxBatch { get; set; } = 100;

    /// <summary>
    /// How long the outbox waits before it looks again by itself, for rows of others and after a failure; a commit of this process wakes it at once: 100 ms to 1 h.
    /// Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan OutboxInterval { get; set; } = TimeSpan.FromSeconds(10);
}
