using MetaLogging.Extensions;
using MetaLogging.Hooks;

namespace Lines;

/// <summary>
/// An extension that listens: it writes a line about each operation to a file that others read. Its ability is there while the file can be written; a hook of its own does the work.
/// </summary>
public sealed class LineExtension(HookSet hooks) : Extension
{
    readonly Lock _turn = new();
    string _file = "";
    IDisposable? _listening;

    public override ExtensionDescription Description { get; } = new()
    {
        Name = "lines",
        Version = new(1, 2, 0),
        Description = "A line about each operation, for whoever reads files",
        ConditionalAbilities = ["line_output"],
        EnvironmentVariables = [new("LINES_FILE", "", "the file that lines are added to; empty: none are")],
    };

    protected override void Configure(ExtensionContext context) => _file = context.Variable("LINES_FILE");

    protected override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_file.Length > 0)
        {
            _listening = hooks.Add(new() { Name = "lines", Pattern = "*", After = WriteAsync, Failed = WriteAsync });
        }

        return Task.CompletedTask;
    }

    protected override Task StopAsync(CancellationToken cancellationToken)
    {
        _listening?.Dispose();
        return Task.CompletedTask;
    }

    protected override ValueTask<string?> FindMissingAsync(string ability, CancellationToken cancellationToken) => ValueTask.FromResult(
        _file.Length == 0 ? "LINES_FILE is not set."
        : Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(_file))) ? null
        : $"the folder of {_file} is not there. Make it.");

    ValueTask WriteAsync(OperationContext operation, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            File.AppendAllText(_file, $"{operation.Name} {(operation.HasFailed ? "failed" : "done")}\n");
        }

        return default;
    }
}
