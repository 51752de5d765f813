using MetaLogging.Server.Trails;

namespace MetaLogging.Server;

/// <summary>What a command finds around it. Data goes to <see cref="Output"/>, talk to <see cref="Error"/>.</summary>
internal sealed record Surroundings
{
    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output, not buffered.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>
    /// The width in cells of the terminal that <see cref="Output"/> goes to; null where it goes to a file or another program.
    /// </summary>
    public int? OutputWidth { get; init; }

    /// <summary>Whether a person watches <see cref="Error"/> on a terminal that can draw.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The variables of the environment.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>The folder in which the command was typed, with or without an <c>appsettings.json</c>.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Opens the trail of a data folder.</summary>
    public required ITrailOpener Trails { get; init; }

    /// <summary>Whether colours are wanted where there is a terminal: <c>NO_COLOR</c> says no.</summary>
    public bool WantsColor => string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>Whether what is printed is coloured.</summary>
    public bool OutputHasColor => OutputWidth is not null && WantsColor;

    /// <summary>Whether failures are shown with all that is known of them: <c>METALOG_DEBUG=1</c>.</summary>
    public bool ShowsDetails => Variable("METALOG_DEBUG") == "1";

    /// <summary>A variable of the environment; null when it is not set.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    /// <summary>Says a sentence to the person.</summary>
    public void Say(string sentence) => Error.WriteLine($"metalog: {Server.Output.VisibleText.Of(sentence)}");
}
