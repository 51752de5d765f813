using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Logs;

/// <summary>Lets a message fit into an event: what is least missed is left out, with a note, rather than the message. Not thread-safe.</summary>
internal sealed class LogFitting
{
    const int MostOfAMessage = 4 << 10;

    static readonly string[] LeastMissedFirst = ["scopes", "state", "exception", "message_template"];

    readonly CanonicalBuffer _json = new();

    /// <summary>The event, small enough.</summary>
    public SystemEvent Fit(SystemEvent item)
    {
        if (Fits(item))
        {
            return item;
        }

        JsonArray left = [];
        JsonObject data = item.AdditionalData ?? [];
        item = item with { AdditionalData = data };
        data["left_out"] = left;
        foreach (string part in LeastMissedFirst)
        {
            if (data.Remove(part))
            {
                left.Add(part);
                if (Fits(item))
                {
                    return item;
                }
            }
        }

        left.Add("message");
        return item with { Message = LoggedText.Clean(item.Message, MostOfAMessage), AdditionalData = new JsonObject { ["left_out"] = left.DeepClone() } };
    }

    bool Fits(SystemEvent item)
    {
        _json.Length = 0;
        EventWriter.Write(_json, item);
        bool fits = _json.Length <= EventValidator.LongestEvent;
        _json.Clear();
        return fits;
    }
}
