using System.ComponentModel.DataAnnotations;
using MetaLogging.Capturing;
using MetaLogging.Hooks;
using MetaLogging.Journaling;
using MetaLogging.Numbers;

namespace MetaLogging.Configuration;

/// <summary>The settings of an audit trail: section <c>MetaLogging</c> of the configuration.</summary>
public sealed class MetaLoggingOptions
{
    /// <summary>The folder that holds everything; made when it is missing. Required.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DataDirectory { get; set; } = "";

    /// <summary>The application's name, a name: the default source of events, and who recorded them. Null: the name of the program.</summary>
    public string? ApplicationName { get; set; }

    /// <summary>How long a read waits for a store to catch up before it answers with how much it lags. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadTimeBound { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The resource types whose ids are persons. Default <c>user</c>.</summary>
    public IList<string> PersonResourceTypes { get; } = [];

    /// <summary>Patterns of actions of high risk. Default: see <see cref="ReportScope.DefaultHighRiskActions"/>.</summary>
    public IList<string> HighRiskActions { get; } = [];

    /// <summary>Whether detailed logs are on.</summary>
    public bool Debug { get; set; }

    /// <summary>Witnesses that cosign checkpoints. None by default.</summary>
    public IList<WitnessOptions> Witnesses { get; } = [];

    /// <summary>Other places that checkpoints are pushed to.</summary>
    public AnchorOptions Anchors { get; } = new();

    /// <summary>Which stores follow the journal.</summary>
    public StoresOptions Stores { get; } = new();

    /// <summary>How questions are answered.</summary>
    public QueriesOptions Queries { get; } = new();

    /// <summary>What is captured by itself.</summary>
    public CaptureOptions Capture { get; } = new();

    /// <summary>Hooks around operations.</summary>
    public HookOptions Hooks { get; } = new();

    /// <summary>The journal.</summary>
    public JournalOptions Journal { get; } = new();
}
