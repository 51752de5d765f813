using System.Text;

namespace MetaLogging.Json;

/// <summary>
/// The place in a JSON tree while it is walked, as problems name it: <c>additional_data.a.b</c>, <c>changes[2].field</c>.
/// </summary>
internal sealed class JsonPath
{
    const int LongestName = 64;

    readonly List<(string? Name, int Index)> _steps = [];

    public void Push(string name) => _steps.Add((name, 0));

    public void Push(int index) => _steps.Add((null, index));

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    public void Clear() => _steps.Clear();

    /// <summary>The place; long names are cut, control characters and lone surrogates replaced, so that it can be shown anywhere.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((string? name, int index) in _steps)
        {
            if (name is null)
            {
                text.Append('[').Append(index).Append(']');
                continue;
            }

            text.Append(text.Length > 0 ? "." : "");
            int shown = 0;
            foreach (Rune rune in name.EnumerateRunes())
            {
                if (shown++ == LongestName)
                {
                    text.Append('…');
                    break;
                }

                text.Append(Rune.IsControl(rune) ? Rune.ReplacementChar.ToString() : rune.ToString());
            }
        }

        return text.ToString();
    }
}
