using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using MetaLogging.Events;
using MetaLogging.Validation;

namespace MetaLogging.Json;

/// <content>Values. Each of these begins at a token and ends at the value's last one.</content>
internal ref partial struct EventParser
{
    /// <summary>Up to so many names are compared one by one; a set is quicker for more.</summary>
    const int FewNames = 12;

    readonly void Report(string message) => _problems.Add(new EventProblem(_path.ToString(), message));

    readonly T Accept<T>(bool isRight, T value, string message)
    {
        if (!isRight)
        {
            Report(message);
        }

        return value;
    }

    /// <summary>Whether the value is of a type; if not, that is reported and the value passed over.</summary>
    bool Is(JsonTokenType type, string message)
    {
        if (_reader.TokenType == type)
        {
            return true;
        }

        Report(message);
        _reader.Skip();
        return false;
    }

    string? Text() => Is(JsonTokenType.String, ProblemText.NotText) && CheckText() ? _reader.GetString() : null;

    /// <summary>Whether a string is text at all.</summary>
    readonly bool CheckText()
    {
        if (!IsUtf8())
        {
            Report(ProblemText.NotUtf8);
        }
        else if (HasLoneSurrogate())
        {
            Report(ProblemText.LoneSurrogate);
        }

        return IsText();
    }

    readonly bool IsUtf8() => _isUtf8 || Utf8.IsValid(_reader.ValueSpan);

    readonly bool HasLoneSurrogate() => _reader.ValueIsEscaped && JsonEscapes.HasLoneSurrogate(_reader.ValueSpan);

    readonly bool IsText() => IsUtf8() && !HasLoneSurrogate();

    /// <summary>The name of a member, for the path and to be compared with others; one that is no text is shown as far as it is.</summary>
    readonly string AnyName() => IsText() ? _reader.GetString()! : Encoding.UTF8.GetString(_reader.ValueSpan);

    bool Flag()
    {
        if (_reader.TokenType == JsonTokenType.True)
        {
            return true;
        }

        return !Is(JsonTokenType.False, ProblemText.NotAFlag);
    }

    int Count()
    {
        if (!Is(JsonTokenType.Number, ProblemText.NotACount))
        {
            return 0;
        }

        // 3.0 and 3e0 are 3, too.
        bool isExact = CanonicalNumber.TryParseExact(_reader.ValueSpan, out double value);
        bool isCount = isExact && value == Math.Floor(value) && value is >= 0 and <= int.MaxValue;
        return Accept(isCount, isCount ? (int)value : 0, ProblemText.NotACount);
    }

    double Number()
    {
        double value = 0;
        return Is(JsonTokenType.Number, ProblemText.NotANumber)
            ? Accept(CanonicalNumber.TryParseExact(_reader.ValueSpan, out value), value, ProblemText.NotExact)
            : value;
    }

    long? Time()
    {
        if (!Is(JsonTokenType.String, ProblemText.NotText) || !CheckText())
        {
            return null;
        }

        ReadOnlySpan<byte> text = _reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(_reader.GetString()!) : _reader.ValueSpan;
        TimestampProblem problem = TimestampText.Parse(text, out long nanoseconds);
        if (problem != TimestampProblem.None)
        {
            Report(problem switch
            {
                TimestampProblem.NoZone => ProblemText.NoZone,
                TimestampProblem.TooManyDigits => ProblemText.TooManyDigits,
                _ => ProblemText.NotATime,
            });
            return null;
        }

        return nanoseconds;
    }

    List<string> Texts()
    {
        List<string> texts = [];
        if (!Is(JsonTokenType.StartArray, ProblemText.NotAList))
        {
            return texts;
        }

        for (int i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
        {
            _path.Push(i);
            texts.Add(Text() ?? "");
            _path.Pop();
        }

        return texts;
    }

    List<FieldChange> Changes()
    {
        List<FieldChange> changes = [];
        if (!Is(JsonTokenType.StartArray, ProblemText.NotAList))
        {
            return changes;
        }

        for (int i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
        {
            _path.Push(i);
            if (Is(JsonTokenType.StartObject, ProblemText.NotAnObject))
            {
                changes.Add(Change());
            }

            _path.Pop();
        }

        return changes;
    }

    FieldChange Change()
    {
        string? field = null;
        JsonNode? old = null;
        JsonNode? after = null;
        bool hasField = false;
        List<string> names = [];
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = AnyName();
            _path.Push(name);
            _reader.Read();
            if (names.Contains(name))
            {
                Report(ProblemText.Repeated);
                _reader.Skip();
            }
            else if (name == "field")
            {
                hasField = _reader.TokenType != JsonTokenType.Null;
                field = hasField ? Text() : null;
            }
            else if (name == "old")
            {
                old = Tree();
            }
            else if (name == "new")
            {
                after = Tree();
            }
            else
            {
                Report("is not a member of a change, which has field, old and new");
                _reader.Skip();
            }

            names.Add(name);
            _path.Pop();
        }

        if (!hasField)
        {
            _path.Push("field");
            Report(ProblemText.Missing);
            _path.Pop();
        }

        return new FieldChange(field ?? "", old, after);
    }

    JsonObject? Object() => Is(JsonTokenType.StartObject, ProblemText.NotAnObject) ? (JsonObject?)Tree() : null;

    /// <summary>Any value as a tree; null for null, and where something is wrong with it.</summary>
    JsonNode? Tree()
    {
        int before = _problems.Count;
        int start = (int)_reader.TokenStartIndex;
        Walk();
        return _problems.Count == before ? JsonNode.Parse(_json[start..(int)_reader.BytesConsumed]) : null;
    }

    /// <summary>Passes over a value and reports what is wrong inside.</summary>
    void Walk()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when _reader.CurrentDepth >= CanonicalJson.DeepestLevel:
                Report(ProblemText.TooDeep);
                _reader.Skip();
                break;
            case JsonTokenType.StartObject:
                WalkMembers();
                break;
            case JsonTokenType.StartArray:
                for (int i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    _path.Push(i);
                    Walk();
                    _path.Pop();
                }

                break;
            case JsonTokenType.String:
                CheckText();
                break;
            case JsonTokenType.Number:
                Accept(CanonicalNumber.TryParseExact(_reader.ValueSpan, out _), 0, ProblemText.NotExact);
                break;
        }
    }

    void WalkMembers()
    {
        List<string> names = [];
        HashSet<string>? many = null;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = AnyName();
            _path.Push(name);
            if (HasLoneSurrogate())
            {
                Report(ProblemText.LoneSurrogateInName);
            }
            else if (!IsUtf8())
            {
                Report(ProblemText.NotUtf8);
            }
            else if (many is null ? names.Contains(name) : !many.Add(name))
            {
                Report(ProblemText.Repeated);
            }

            names.Add(name);
            if (names.Count == FewNames)
            {
                many = [.. names];
            }

            _reader.Read();
            Walk();
            _path.Pop();
        }
    }
}
