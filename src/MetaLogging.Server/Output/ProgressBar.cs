using Spectre.Console;

namespace MetaLogging.Server.Output;

/// <summary>Shows a bar with the rate and the time that is left on standard error, where that is a terminal; elsewhere nothing.</summary>
internal static class ProgressBar
{
    /// <summary>Does the work under a bar, a new one for each title.</summary>
    /// <param name="unit">What is counted, in the plural.</param>
    public static async Task<T> RunAsync<T>(Surroundings surroundings, string unit, Func<IProgress<Amount>, Task<T>> work)
    {
        if (!surroundings.ErrorIsTerminal)
        {
            return await work(new Unseen()).ConfigureAwait(false);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(surroundings.Error),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = surroundings.WantsColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        });
        return await console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                new RateColumn(unit, surroundings.Time), new RemainingTimeColumn())
            .StartAsync(context => work(new Bar(context))).ConfigureAwait(false);
    }

    sealed class Unseen : IProgress<Amount>
    {
        public void Report(Amount value)
        {
        }
    }

    sealed class Bar(ProgressContext context) : IProgress<Amount>
    {
        readonly Lock _one = new();
        ProgressTask? _task;
        string? _title;

        public void Report(Amount value)
        {
            lock (_one)
            {
                if (_task is null || _title != value.Title)
                {
                    _task?.StopTask();
                    _task = context.AddTask(Markup.Escape(VisibleText.Of(value.Title)));
                    _title = value.Title;
                }

                _task.IsIndeterminate = value.Total is null;
                _task.MaxValue = Math.Max(1, value.Total ?? 1);
                _task.Value = value.Total is null ? 0 : value.Done;
                _task.State.Update<long>(RateColumn.Count, _ => value.Count);
            }
        }
    }
}
