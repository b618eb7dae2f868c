using GreyActors.Cli;
using GreyActors.Core.Smtp;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GreyActors.Demo;

/// <summary>Shows the demo: live actors and attempts side by side on a terminal, one line per attempt elsewhere.</summary>
internal sealed class DemoScreen(Screen screen, Uri page, int pace)
{
    private static readonly TimeSpan BetweenPictures = TimeSpan.FromMilliseconds(200);

    // The column of TreeCommand's listing.
    private const int Behaviour = 2;

    private int _shown;

    /// <summary>Updates the screen until the demo is over.</summary>
    public async Task Show(Func<Task<DemoPicture>> take, Task demo)
    {
        if (screen.Terminal is not { } terminal)
        {
            await Repeat(take, demo, ShowNew);
            return;
        }

        await terminal.Live(new Text("")).Overflow(VerticalOverflow.Crop).StartAsync(live => Repeat(take, demo, picture => live.UpdateTarget(Drawn(picture, terminal.Profile))));
    }

    private static async Task Repeat(Func<Task<DemoPicture>> take, Task demo, Action<DemoPicture> show)
    {
        using var timer = new PeriodicTimer(BetweenPictures);
        while (!demo.IsCompleted)
        {
            show(await take());
            await Task.WhenAny(demo, timer.WaitForNextTickAsync().AsTask());
        }

        show(await take());
    }

    private void ShowNew(DemoPicture picture)
    {
        foreach (var line in picture.Story[_shown..])
            screen.WriteLine($"{StoryLine.Span(line.At),6}  {line.Sender.From,-28}  {line.InWords}");
        _shown = picture.Story.Length;
    }

    private Layout Drawn(DemoPicture picture, Profile size)
    {
        // The space inside the frames.
        var rows = Math.Max(1, size.Height - 8);
        var columns = Math.Max(1, (size.Width / 2) - 4);
        return new Layout().SplitRows(
            new Layout(Framed("GreyActors demo", new Text(
                $"minute {StoryLine.Span(picture.Clock)}, {pace} times faster than real time; dashboard: {page}"))).Size(3),
            new Layout().SplitColumns(
                new Layout(Framed("live actors", new Rows(TreeRows(picture, columns).Take(rows)))),
                new Layout(Framed("attempts", new Rows(picture.Story.TakeLast(rows).Select(line => Drawn(line, columns)))))),
            new Layout(Framed("so far", new Text(Tally(picture)))).Size(3));
    }

    private static Panel Framed(string title, IRenderable inside) => new(inside) { Header = new PanelHeader($" {title} "), Expand = true };

    private static Text Drawn(StoryLine line, int columns) => Line(
        "",
        $"{StoryLine.Span(line.At),5} {line.Sender.From} {line.InWords}",
        line.Ending switch
        {
            Ending.Delivered => new Style(Color.Green),
            Ending.Deferred => new Style(Color.Yellow),
            _ => new Style(Color.Red),
        },
        columns);

    private static IEnumerable<IRenderable> TreeRows(DemoPicture picture, int columns) => picture.Tree is { } tree
        ? TreeCommand.Of(tree, drawsGuides: true).Rows.Select(row => Line(row[0].Guide, $"{row[0].Text} {row[Behaviour].Text} {row[^1].Text}", Style.Plain, columns))
        : [Line("", "not available", Style.Plain, columns)];

    private static string Tally(DemoPicture picture)
    {
        int Count(Ending ending) => picture.Story.Count(line => line.Ending == ending);
        return $"attempts {picture.Story.Length}, deferred {Count(Ending.Deferred)}, refused {Count(Ending.Refused)}, delivered {Count(Ending.Delivered)}; accepted by the backend {picture.Accepted}";
    }

    // A wrapped line would push the newest line out of the frame.
    private static Text Line(string guide, string text, Style style, int columns)
    {
        var whole = guide + LogText.ForLine(text);
        return new Text(whole.Length <= columns ? whole : $"{whole[..(columns - 1)]}…", style);
    }
}
