using System.Text;
using MetaLogging.Server.Trails;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Server.Tests.Support;

/// <summary>
/// Runs commands of the program on a data folder of its own, with a pretended trail behind it, and holds what they printed.
/// </summary>
internal sealed class Shell : IDisposable
{
    readonly HeardWriter _talk = new();
    bool _isReal;

    public Shell()
    {
        Folder = Directory.CreateTempSubdirectory("metalog-").FullName;
        Data = Path.Combine(Folder, "data");
        Directory.CreateDirectory(Path.Combine(Data, "journal"));
        Opener = new(Trail);
    }

    /// <summary>A folder that goes when the shell does.</summary>
    public string Folder { get; }

    /// <summary>A data folder in it, with a journal.</summary>
    public string Data { get; }

    public PretendTrail Trail { get; } = new();

    public PretendOpener Opener { get; }

    public FakeTimeProvider Time { get; } = new(Some.Now);

    /// <summary>Opens real folders, by the real clock, in place of the pretended trail; their guard is in the shell's folder.</summary>
    public Shell Real()
    {
        _isReal = true;
        Variables["MetaLogging__Journal__GuardFolder"] = Path.Combine(Folder, "guard");
        Variables["MetaLogging__Journal__Watermark"] = "0";
        return this;
    }

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Where data goes.</summary>
    public Stream Sink { get; set; } = new MemoryStream();

    public MemoryStream Input { get; } = new();

    /// <summary>Standard input, where it is not <see cref="Input"/>.</summary>
    public Stream? In { get; set; }

    /// <summary>The width of the terminal; null: there is none.</summary>
    public int? Width { get; set; }

    public string Output => Encoding.UTF8.GetString(((MemoryStream)Sink).ToArray());

    public string Talk => _talk.ToString();

    /// <summary>Hears each line of the talk as it is said.</summary>
    public Action<string>? Said { set => _talk.Heard = value; }

    /// <summary>Runs a command with <c>--data</c>.</summary>
    public Task<int> RunAsync(params string[] arguments) => RunPlainAsync([.. arguments, "--data", Data]);

    /// <summary>Runs a command just as it is given.</summary>
    public Task<int> RunPlainAsync(params string[] arguments) => RunUntilAsync(TestContext.Current.CancellationToken, arguments);

    /// <summary>Runs a command until it is interrupted.</summary>
    public Task<int> RunUntilAsync(CancellationToken interrupt, params string[] arguments) => MetalogProgram.RunAsync(
        arguments,
        new Surroundings
        {
            Input = In ?? Input,
            Output = Sink,
            Error = _talk,
            OutputWidth = Width,
            Variables = Variables,
            WorkingFolder = Folder,
            Time = _isReal ? TimeProvider.System : Time,
            Trails = _isReal ? new FolderTrailOpener() : Opener,
        },
        interrupt);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    sealed class HeardWriter : StringWriter
    {
        public Action<string>? Heard { get; set; }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            Heard?.Invoke(value ?? "");
        }
    }
}
