using MetaLogging.Extensions;

namespace MetaLogging.Tests.Extensions;

/// <summary>An extension that writes down what is done with it, and can be told to misbehave.</summary>
internal sealed class SomeExtension(string name, List<string> told, params IReadOnlyList<ExtensionDependency> needs) : Extension
{
    public Version Version { get; init; } = new(1, 0);

    public IReadOnlyList<string> Abilities { get; init; } = [];

    public IReadOnlyList<string> ConditionalAbilities { get; init; } = [];

    public IReadOnlyList<EnvironmentVariable> Variables { get; init; } = [];

    public Func<ExtensionContext, string>? WhenConfigured { get; init; }

    public Func<CancellationToken, Task>? WhenStarted { get; init; }

    public Func<Task>? WhenStopped { get; init; }

    /// <summary>Why the conditional abilities are not there.</summary>
    public string? Missing { get; set; }

    public override ExtensionDescription Description => new()
    {
        Name = name,
        Version = Version,
        Description = "For tests",
        Abilities = Abilities,
        ConditionalAbilities = ConditionalAbilities,
        Dependencies = needs,
        EnvironmentVariables = Variables,
    };

    protected internal override void Configure(ExtensionContext context)
    {
        told.Add($"configure {name}{WhenConfigured?.Invoke(context)}");
    }

    protected internal override async Task StartAsync(CancellationToken cancellationToken)
    {
        await (WhenStarted?.Invoke(cancellationToken) ?? Task.CompletedTask);
        told.Add($"start {name}");
    }

    protected internal override async Task StopAsync(CancellationToken cancellationToken)
    {
        told.Add($"stop {name}");
        await (WhenStopped?.Invoke() ?? Task.CompletedTask);
    }

    protected internal override ValueTask<string?> FindMissingAsync(string ability, CancellationToken cancellationToken) =>
        Missing == "throws" ? throw new InvalidOperationException("no idea") : ValueTask.FromResult(Missing);
}
