using Xunit;

namespace MetaLogging.EndToEnd;

/// <summary>What a program prints, line by line, for whoever waits for some of it.</summary>
internal sealed class WatchedText
{
    readonly Lock _lock = new();
    readonly List<string> _lines = [];
    readonly Task _reading;
    TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool _hasEnded;

    public WatchedText(TextReader reader) => _reading = ReadAsync(reader);

    /// <summary>All of it so far.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>All of it, when there will be no more.</summary>
    public async Task<string> WholeAsync()
    {
        await _reading;
        return Text;
    }

    /// <summary>The first line that holds these words, once it is there. Where the text ends without it the test fails.</summary>
    public async Task<string> LineAsync(string words, CancellationToken cancellationToken)
    {
        for (int at = 0; ;)
        {
            Task news;
            bool hasEnded;
            lock (_lock)
            {
                for (; at < _lines.Count; at++)
                {
                    if (_lines[at].Contains(words, StringComparison.Ordinal))
                    {
                        return _lines[at];
                    }
                }

                (news, hasEnded) = (_news.Task, _hasEnded);
            }

            if (hasEnded)
            {
                Assert.Fail($"The program ended without saying '{words}':\n{Text}");
            }

            await news.WaitAsync(cancellationToken);
        }
    }

    async Task ReadAsync(TextReader reader)
    {
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
            lock (_lock)
            {
                if (line is null)
                {
                    _hasEnded = true;
                }
                else
                {
                    _lines.Add(line);
                }

                _news.SetResult();
                _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
        while (line is not null);
    }
}
