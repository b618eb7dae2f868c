using Spectre.Console;

namespace GreyActors.Cli;

/// <summary>Shows a progress bar on a terminal while a command works for long.</summary>
internal static class ShownProgress
{
    /// <summary>Works, and shows how much of the work is done.</summary>
    /// <param name="terminal">The terminal; null for no bar.</param>
    /// <param name="title">The work.</param>
    /// <param name="all">The amount of the work; 0 if it is unknown.</param>
    /// <param name="work">Gets a function that reports the finished amount.</param>
    public static async Task<T> Run<T>(IAnsiConsole? terminal, string title, long all, Func<Action<long>, Task<T>> work)
    {
        if (terminal is null)
            return await work(_ => { });
        return await terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(title, maxValue: Math.Max(all, 1));
                bar.IsIndeterminate = all == 0;
                return await work(done => bar.Value = Math.Min(done, all));
            });
    }
}
