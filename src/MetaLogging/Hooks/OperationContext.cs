using MetaLogging.Context;

namespace MetaLogging.Hooks;

/// <summary>An operation that runs, as its hooks and its work see it. One use; not thread-safe.</summary>
public sealed class OperationContext
{
    static readonly AsyncLocal<OperationContext?> Current = new();

    readonly Operation _operation;
    string? _resourceType;
    string? _id;
    OperationContext? _outer;
    bool _hasSignIn;

    internal OperationContext(Operation operation, AuditScope? actor)
    {
        _operation = operation;
        Actor = actor;
        ResourceId = operation.ResourceId;
    }

    /// <summary>The operation's name.</summary>
    public string Name => _operation.Name;

    /// <summary>What joins all that is recorded of this run: 32 hexadecimal digits.</summary>
    public string OperationId => _id ??= Guid.CreateVersion7().ToString("N");

    /// <summary>Who is acting, as the ambient context had it when the operation began; null: it is not known.</summary>
    public AuditScope? Actor { get; }

    /// <summary>The kind of the resource.</summary>
    public string ResourceType
    {
        get => _resourceType ??= _operation.ResourceType ?? WithoutLastWord(Name);
        set => _resourceType = value;
    }

    /// <summary>The resource's id; the work sets one that it makes.</summary>
    public string? ResourceId { get; set; }

    /// <summary>The arguments; empty where none were given.</summary>
    public IReadOnlyDictionary<string, object?> Arguments => _operation.Arguments ?? NoArguments;

    /// <summary>Whether it touches personal data.</summary>
    public bool PrivacyImpact => _operation.PrivacyImpact;

    /// <summary>The categories of data it touches.</summary>
    public IReadOnlyList<string> DataCategories => _operation.DataCategories ?? [];

    /// <summary>What the work returned; null before, where it returns nothing, and where it failed.</summary>
    public object? Result { get; internal set; }

    /// <summary>What the work threw; null before, and where it threw nothing.</summary>
    public Exception? Exception { get; internal set; }

    /// <summary>Why the operation failed without throwing, as the work said by <see cref="Fail"/>; null: it did not.</summary>
    public string? FailureReason { get; private set; }

    /// <summary>Whether it failed.</summary>
    public bool HasFailed => Exception is not null || FailureReason is not null;

    /// <summary>How long the work took; zero before.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>The operation that runs here; null where none does that anybody listens to.</summary>
    internal static OperationContext? Running => Current.Value;

    /// <summary>Whether an audit hook takes care of it already: an operation that two of them match is one event.</summary>
    internal object? AuditedBy { get; set; }

    /// <summary>Whether what runs inside it has recorded a sign-in already: one attempt counts once.</summary>
    internal bool HasSignIn => Volatile.Read(ref _hasSignIn);

    static IReadOnlyDictionary<string, object?> NoArguments { get; } = new Dictionary<string, object?>();

    /// <summary>Says that the operation failed without throwing: its failed hooks run, and not those after it.</summary>
    /// <param name="reason">Why, best as a name: <c>invalid_password</c>. It is recorded, and must not be a secret.</param>
    public void Fail(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        FailureReason = reason;
    }

    /// <summary>Becomes the operation that runs, for what is called from here on.</summary>
    internal void BeginInside(OperationContext? outer)
    {
        _outer = outer;
        Current.Value = this;
    }

    /// <summary>A sign-in was recorded: the operations around it have no other one to tell of.</summary>
    internal void NoteSignIn()
    {
        for (OperationContext? one = this; one is not null; one = one._outer)
        {
            Volatile.Write(ref one._hasSignIn, true);
        }
    }

    static string WithoutLastWord(string name) => name.LastIndexOf('.') is > 0 and int dot ? name[..dot] : name;
}
