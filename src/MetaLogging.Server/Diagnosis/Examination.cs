using MetaLogging.Configuration;
using MetaLogging.Journaling;
using MetaLogging.Server.Trails;
using MetaLogging.Stores;

namespace MetaLogging.Server.Diagnosis;

/// <summary>What was found when a data folder was looked at.</summary>
internal sealed class Examination(string folder)
{
    static readonly TimeSpan TimeToCatchUp = TimeSpan.FromSeconds(5);

    readonly List<ConfigurationIssue> _issues = [];
    readonly List<StoreFinding> _stores = [];

    /// <summary>The data folder.</summary>
    public string Folder => folder;

    /// <summary>The journal's health; null where it could not be opened.</summary>
    public JournalHealth? Journal { get; private set; }

    /// <summary>The sequence behind the journal's last entry.</summary>
    public long NextSequence { get; private set; }

    /// <summary>The stores.</summary>
    public IReadOnlyList<StoreFinding> Stores => _stores;

    /// <summary>What is wrong, each with its remedy.</summary>
    public IReadOnlyList<ConfigurationIssue> Issues => _issues;

    /// <summary>Whether something does not work.</summary>
    public bool HasErrors => _issues.Exists(issue => issue.Severity == IssueSeverity.Error);

    /// <summary>Adds an issue.</summary>
    public void Add(string setting, IssueSeverity severity, string message, string remedy) =>
        _issues.Add(new(setting, severity, message, remedy));

    /// <summary>Adds issues that others found.</summary>
    public void Add(IEnumerable<ConfigurationIssue> found) => _issues.AddRange(found);

    /// <summary>Looks at the journal and at the stores of an open trail.</summary>
    public async Task LookAtAsync(IOpenTrail open, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (string store in open.Stores)
        {
            // One that has just been opened needs a moment; one that is far behind or not well is found out.
            await open.GiveTimeAsync(store, TimeToCatchUp, time, cancellationToken).ConfigureAwait(false);
        }

        TrailHealth health = open.Health;
        NextSequence = open.NextSequence;
        LookAt(health.Journal);
        foreach (StoreHealth store in health.Stores)
        {
            _stores.Add(await LookAtAsync(open, store, NextSequence, cancellationToken).ConfigureAwait(false));
        }

        Add(await open.FindStoreIssuesAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What to do about a folder that does not open.</summary>
    public static string RemedyFor(JournalException failure) => failure switch
    {
        JournalFormatException => "Use the version of metalog that wrote the folder, or a newer one.",
        JournalNotWritableException => "Give this user the right to write there, and the disk some space.",
        _ => "See that this user may read and write the folder and that its disk is well; a file that is lost comes back from a backup.",
    };

    void LookAt(JournalHealth journal)
    {
        Journal = journal;
        foreach (JournalDamage damage in journal.Damage)
        {
            Add("journal", IssueSeverity.Error,
                $"{damage.File} is damaged: {damage.Reason} Entries {damage.FirstSequence} to {damage.EndSequence - 1} can't be read.",
                "Restore this file from a backup; everything else goes on working.");
        }

        bool isNamedAbove = journal.State == JournalState.Damaged && journal.Damage.Count > 0;
        if (journal is { State: not JournalState.Ready, Reason: { } reason } && !isNamedAbove)
        {
            IssueSeverity severity = journal.State == JournalState.LowOnSpace ? IssueSeverity.Warning : IssueSeverity.Error;
            Add("journal", severity, reason, journal.State switch
            {
                JournalState.LowOnSpace or JournalState.Full => "Free space on the disk, or move the folder to a larger one.",
                _ => "Do what it says; else see that the disk is well and that this user may write there. Then start again.",
            });
        }
    }

    static async Task<StoreFinding> LookAtAsync(IOpenTrail open, StoreHealth store, long next, CancellationToken cancellationToken)
    {
        long position = Math.Max(0, store.Position);
        StoreFinding found = new(store.Name, store.Title, position, Math.Max(0, next - position), []);
        try
        {
            return found with { SetAside = await open.ReadSetAsideAsync(store.Name, cancellationToken).ConfigureAwait(false) };
        }
        catch (StoreException)
        {
            return found;   // it is among the issues
        }
    }
}
