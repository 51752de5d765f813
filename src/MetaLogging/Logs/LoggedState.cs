using System.Text.Json.Nodes;
using MetaLogging.Capturing;

namespace MetaLogging.Logs;

/// <summary>The state of a message, or of a scope: its values by name, its template, and which of its texts are secrets.</summary>
internal sealed class LoggedState
{
    const int MostValues = 100;
    const int LongestName = 128;
    const string TemplateName = "{OriginalFormat}";

    readonly LoggedNames _names;
    List<string>? _secrets;

    LoggedState(LoggedNames names) => _names = names;

    /// <summary>The values by name; null where there is none.</summary>
    public JsonObject? Values { get; private set; }

    /// <summary>The message's template; null where there is none.</summary>
    public string? Template { get; private set; }

    /// <summary>The value with this name; null where there is none.</summary>
    public string? TextOf(string name) => Values?[name]?.ToString();

    /// <summary>Reads a state. One that breaks while it is read keeps what came before.</summary>
    public static LoggedState Read(object? state, LoggedNames names)
    {
        LoggedState read = new(names);
        if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            try
            {
                foreach ((string name, object? value) in pairs.Take(MostValues))
                {
                    read.Add(name, value);
                }
            }
            catch (Exception e)
            {
                read.Add("state_error", e.GetType().Name);   // what is logged must not break who logs it
            }
        }

        return read;
    }

    /// <summary>The message without the secrets of the state, which its formatter wrote into it.</summary>
    public string Hide(string message)
    {
        const int TooShortToFind = 4;
        if (_secrets is null)
        {
            return message;
        }

        if (_secrets.Exists(secret => secret.Length < TooShortToFind && message.Contains(secret, StringComparison.Ordinal)))
        {
            return Template ?? SecretNames.Hidden;
        }

        foreach (string secret in _secrets)
        {
            message = message.Replace(secret, SecretNames.Hidden, StringComparison.Ordinal);
        }

        return message;
    }

    void Add(string? name, object? value)
    {
        if (name == TemplateName)
        {
            Template = LoggedText.Clean(LoggedText.Text(value), LoggedText.LongestValue);
            return;
        }

        name = LoggedText.Clean(name, LongestName);
        bool isSecret = _names.IsSecret(name) && value is not null;
        if (isSecret && LoggedText.Text(value) is { Length: > 0 } secret)
        {
            (_secrets ??= []).Add(secret);
        }

        (Values ??= [])[name] = isSecret ? SecretNames.Hidden : LoggedText.Value(value);
    }
}
