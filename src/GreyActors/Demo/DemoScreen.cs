using GreyActors.Cli;
using GreyActors.Core.Smtp;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GreyActors.Demo;

/// <summary>Shows the demo: on a terminal the live actors beside the story, anywhere else the story line by line.</summary>
internal sealed class DemoScreen(Screen screen, Uri page, int pace)
{
    private static readonly TimeSpan BetweenPictures = TimeSpan.FromMilliseconds(200);

    // The column of TreeCommand's listing.
    private const int Behaviour = 2;

    private int _told;

    /// <summary>Shows picture after picture until the play is over.</summary>
    public async Task Show(Func<Task<DemoPicture>> look, Task play)
    {
        if (screen.Terminal is not { } terminal)
        {
            await Repeat(look, play, Tell);
            return;
        }

        await terminal.Live(new Text("")).Overflow(VerticalOverflow.Crop).StartAsync(live => Repeat(look, play, picture => live.UpdateTarget(Drawn(picture, terminal.Profile))));
    }

    private static async Task Repeat(Func<Task<DemoPicture>> look, Task play, Action<DemoPicture> show)
    {
        using var timer = new PeriodicTimer(BetweenPictures);
        while (!play.IsCompleted)
        {
            show(await look());
            await Task.WhenAny(play, timer.WaitForNextTickAsync().AsTask());
        }

        show(await look());
    }

    private void Tell(DemoPicture picture)
    {
        foreach (var line in picture.Story[_told..])
            screen.Line($"{StoryLine.Span(line.At),6}  {line.Performer.From,-28}  {line.InWords}");
        _told = picture.Story.Length;
    }

    private Layout Drawn(DemoPicture picture, Profile size)
    {
        // What the frames leave.
        var rows = Math.Max(1, size.Height - 8);
        var columns = Math.Max(1, (size.Width / 2) - 4);
        return new Layout().SplitRows(
            new Layout(Framed("GreyActors demo", new Text(
                $"minute {StoryLine.Span(picture.Clock)}, one second is {pace} s; watch it in a browser: {page}"))).Size(3),
            new Layout().SplitColumns(
                new Layout(Framed("live actors", new Rows(TreeRows(picture, columns).Take(rows)))),
                new Layout(Framed("what happens", new Rows(picture.Story.TakeLast(rows).Select(line => Drawn(line, columns)))))),
            new Layout(Framed("so far", new Text(Tally(picture)))).Size(3));
    }

    private static Panel Framed(string title, IRenderable inside) => new(inside) { Header = new PanelHeader($" {title} "), Expand = true };

    private static Text Drawn(StoryLine line, int columns) => Line(
        "",
        $"{StoryLine.Span(line.At),5} {line.Performer.From} {line.InWords}",
        line.Ending switch
        {
            Ending.Delivered => new Style(Color.Green),
            Ending.Deferred => new Style(Color.Yellow),
            _ => new Style(Color.Red),
        },
        columns);

    private static IEnumerable<IRenderable> TreeRows(DemoPicture picture, int columns) => picture.Tree is { } tree
        ? TreeCommand.Of(tree, drawsGuides: true).Rows.Select(row => Line(row[0].Guide, $"{row[0].Text} {row[Behaviour].Text} {row[^1].Text}", Style.Plain, columns))
        : [Line("", "not to be seen now", Style.Plain, columns)];

    private static string Tally(DemoPicture picture)
    {
        int Count(Ending ending) => picture.Story.Count(line => line.Ending == ending);
        return $"attempts {picture.Story.Length}, deferred {Count(Ending.Deferred)}, refused {Count(Ending.Refused)}, delivered {Count(Ending.Delivered)}; the backend took {picture.Taken}";
    }

    // One line each: what wraps pushes the newest out of the frame.
    private static Text Line(string guide, string text, Style style, int columns)
    {
        var whole = guide + LogText.ForLine(text);
        return new Text(whole.Length <= columns ? whole : $"{whole[..(columns - 1)]}…", style);
    }
}
