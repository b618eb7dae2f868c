using System.Buffers;
using System.Collections.Immutable;
using GreyActors.Core.Smtp;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GreyActors.Cli;

/// <summary>Where a command shows its answer: drawn and coloured on a terminal, plain columns anywhere else.</summary>
/// <remarks>
/// Every text is escaped here, because the one command that forgets would be the one through which a client moves the operator's cursor.
/// Nothing becomes Spectre's markup: its <see cref="Text"/> takes texts as they are.
/// </remarks>
/// <param name="terminal">Null when standard output is none.</param>
internal sealed class Screen(TextWriter output, TextWriter errors, IAnsiConsole? terminal)
{
    private const string Gap = "  ";

    private static readonly SearchValues<char> JsonPlain = SearchValues.Create(['\n', '\r', '\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(one => (char)one)]);

    /// <summary>Whether somebody looks at it.</summary>
    public bool IsTerminal => terminal is not null;

    /// <summary>For pictures that are no table; null when nobody looks.</summary>
    public IAnsiConsole? Terminal => terminal;

    /// <summary>Standard output and standard error.</summary>
    public static Screen OfConsole() => new(
        Console.Out,
        Console.Error,
        Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is null or "dumb" ? null : AnsiConsole.Console);

    /// <summary>A line of text.</summary>
    public void Line(string text) => output.WriteLine(LogText.ForLine(text));

    /// <summary>A line that the service has escaped already: it stays as it is, if that is so.</summary>
    public void EscapedLine(string text) => output.WriteLine(text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? LogText.ForLine(text) : text);

    /// <summary>JSON as the endpoint gave it: its writer has escaped what is not ASCII. What somebody else in its place gives is escaped here.</summary>
    public void Json(string json) => output.WriteLine(json.AsSpan().ContainsAnyExcept(JsonPlain) ? LogText.ForLine(json) : json);

    /// <summary>A line that is not part of the answer.</summary>
    public void Error(string text) => errors.WriteLine($"greyactors: {LogText.ForLine(text)}");

    /// <summary>An error in the configuration, as compilers write it.</summary>
    public void ConfigurationError(string text) => errors.WriteLine(LogText.ForLine(text));

    /// <summary>A table.</summary>
    public void Show(Listing listing)
    {
        if (terminal is not null)
            terminal.Write(Drawn(listing));
        else
            WritePlain(listing);
    }

    /// <summary>A table that changes, until it is cancelled. On a terminal it stays in its place, elsewhere one follows the other.</summary>
    public async Task Watch(Func<Task<(string Title, Listing Listing)>> look, TimeSpan every, CancellationToken cancelled)
    {
        if (terminal is null)
        {
            await Repeat(
                look,
                every,
                (title, listing) =>
                {
                    Line(title);
                    Show(listing);
                },
                cancelled);
            return;
        }

        await terminal.Live(new Text("")).Overflow(VerticalOverflow.Ellipsis).Cropping(VerticalOverflowCropping.Bottom).StartAsync(live => Repeat(
            look, every, (title, listing) => live.UpdateTarget(new Rows(new Text(LogText.ForLine(title)), Drawn(listing))), cancelled));
    }

    private static async Task Repeat(
        Func<Task<(string Title, Listing Listing)>> look, TimeSpan every, Action<string, Listing> show, CancellationToken cancelled)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            do
            {
                var (title, listing) = await look();
                show(title, listing);
            }
            while (await timer.WaitForNextTickAsync(cancelled));
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // The operator has seen enough.
        }
    }

    private static Table Drawn(Listing listing)
    {
        var hasHeadings = listing.Columns.Any(column => column.Length > 0);
        var table = new Table { Border = hasHeadings ? TableBorder.Simple : TableBorder.None, ShowHeaders = hasHeadings };
        foreach (var column in listing.Columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        foreach (var row in listing.Rows)
            table.AddRow(row.Select(Drawn));
        return table;
    }

    private static IRenderable Drawn(Cell cell) => new Text(TextOf(cell), cell.Tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Waiting => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        _ => Style.Plain,
    });

    private void WritePlain(Listing listing)
    {
        var lines = listing.Rows.Select(row => row.Select(TextOf).ToImmutableArray());
        if (listing.Columns.Any(column => column.Length > 0))
            lines = lines.Prepend(listing.Columns);
        var all = lines.ToImmutableArray();
        var widths = listing.Columns.Select((_, column) => all.Max(line => (int?)line[column].Length) ?? 0).ToImmutableArray();
        foreach (var line in all)
            output.WriteLine(string.Join(Gap, line.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
    }

    private static string TextOf(Cell cell) => cell.Guide + LogText.ForLine(cell.Text);
}
