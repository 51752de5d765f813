using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MetaLogging.Capturing;
using MetaLogging.Forwarding;
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

    /// <summary>
    /// The address of a MetaLogging server: <c>https://audit.example</c>. Set, events go there, and <see cref="DataDirectory"/> holds the queue of what is still to be
    /// delivered. Null, the default: the trail is kept in <see cref="DataDirectory"/>.
    /// </summary>
    public string? Server { get; set; }

    /// <summary>The API key for <see cref="Server"/>, with the permission <c>logging:write</c>, and <c>logging:read</c> for queries. A secret: it is shown nowhere.</summary>
    [JsonIgnore]
    public string? ServerKey { get; set; }

    /// <summary>Whether events go to a server.</summary>
    internal bool IsForwarding => !string.IsNullOrEmpty(Server);

    /// <summary>How events get to <see cref="Server"/>.</summary>
    public ForwardingOptions Forwarding { get; } = new();

    /// <summary>The application's name, a name: the default source of events, and who recorded them. Null: the name of the program.</summary>
    public string? ApplicationName { get; set; }

    /// <summary>How long a read waits for a store to catch up before it answers with how much it lags. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadTimeBound { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The resource types whose ids are persons. Default <c>user</c>.</summary>
    public IList<string> PersonResourceTypes { get; } = [];

    /// <summary>Patterns of actions of high risk. Default: see <see cref="ReportScope.DefaultHighRiskActions"/>.</summary>
    public IList<string> HighRiskActions { get; } = [];

    /// <summary>Whether detailed logs of MetaLogging are on, from level Debug. Default false.</summary>
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
