using System.CommandLine;
using System.CommandLine.Parsing;

namespace MetaLogging.Server.Parsing;

/// <summary>An option that means yes by its name alone, and otherwise says <c>true</c> or <c>false</c>.</summary>
internal sealed class YesOrNoOption : Option<string?>
{
    public YesOrNoOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "true|false";
        Arity = ArgumentArity.ZeroOrOne;
        Validators.Add(Check);
    }

    /// <summary>What was said; null where nothing was.</summary>
    public bool? Read(ParseResult parsed) => parsed.GetResult(this) switch
    {
        null => null,
        { Tokens: [var token] } => bool.Parse(token.Value),
        _ => true,
    };

    static void Check(OptionResult result)
    {
        if (result.Tokens is [var token] && !bool.TryParse(token.Value, out _))
        {
            result.AddError($"{result.Option.Name} takes true or false; '{token.Value}' is not.");
        }
    }
}
