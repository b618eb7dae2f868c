using System.Buffers;
using System.Collections.Immutable;
using GreyActors.Core.Smtp;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GreyActors.Cli;

/// <summary>Prints the output of a command: drawn and coloured on a terminal, as plain columns elsewhere.</summary>
/// <remarks>
/// All text is escaped here. If each command did it, one that forgot would let a client move the operator's cursor.
/// No text is parsed as Spectre's markup: its <see cref="Text"/> prints text unchanged.
/// </remarks>
/// <param name="terminal">The terminal; null if standard output is not one.</param>
internal sealed class Screen(TextWriter output, TextWriter errors, IAnsiConsole? terminal)
{
    private const string Gap = "  ";

    private static readonly SearchValues<char> JsonPlain = SearchValues.Create(['\n', '\r', '\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(one => (char)one)]);

    /// <summary>Whether the output goes to a terminal.</summary>
    public bool IsTerminal => terminal is not null;

    /// <summary>The terminal, for output that is not a table; null if there is none.</summary>
    public IAnsiConsole? Terminal => terminal;

    /// <summary>Standard output and standard error.</summary>
    public static Screen OfConsole() => new(
        Console.Out,
        Console.Error,
        Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is null or "dumb" ? null : AnsiConsole.Console);

    /// <summary>Gives the keys of the terminal their normal codes again. .NET changes them (terminfo's keypad_xmit) and leaves them so.</summary>
    public static void LeaveTerminal()
    {
        if (!Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"))
            Console.Out.Write("\u001b[?1l\u001b>");
    }

    /// <summary>Prints a line of text.</summary>
    public void WriteLine(string text) => output.WriteLine(LogText.ForLine(text));

    /// <summary>Prints text of the program itself as it is, in any number of lines.</summary>
    public void WriteOwnText(string text) => output.WriteLine(text.TrimEnd('\n'));

    /// <summary>Prints a line that the service has already escaped. A line that is not escaped is escaped here.</summary>
    public void WriteEscapedLine(string text) => output.WriteLine(text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? LogText.ForLine(text) : text);

    /// <summary>Prints JSON from the endpoint, whose writer has escaped all characters outside ASCII. JSON from another program is escaped here.</summary>
    public void WriteJson(string json) => output.WriteLine(json.AsSpan().ContainsAnyExcept(JsonPlain) ? LogText.ForLine(json) : json);

    /// <summary>Prints a line to standard error.</summary>
    public void WriteError(string text) => errors.WriteLine($"greyactors: {LogText.ForLine(text)}");

    /// <summary>Prints a configuration error in the form of a compiler error.</summary>
    public void WriteConfigurationError(string text) => errors.WriteLine(LogText.ForLine(text));

    /// <summary>Prints a table.</summary>
    public void Write(Listing listing)
    {
        if (terminal is not null)
            terminal.Write(Drawn(listing, terminal.Profile.Width));
        else
            WritePlain(listing);
    }

    /// <summary>Prints a table that is updated until cancellation: in place on a terminal, one after the other elsewhere.</summary>
    public async Task Watch(Func<Task<(string Title, Listing Listing)>> fetch, TimeSpan every, CancellationToken cancelled)
    {
        if (terminal is null)
        {
            await Repeat(
                fetch,
                every,
                (title, listing) =>
                {
                    WriteLine(title);
                    Write(listing);
                },
                cancelled);
            return;
        }

        await terminal.Live(new Text("")).Overflow(VerticalOverflow.Ellipsis).Cropping(VerticalOverflowCropping.Bottom).StartAsync(live => Repeat(
            fetch, every, (title, listing) => live.UpdateTarget(new Rows(new Text(LogText.ForLine(title)), Drawn(listing, terminal.Profile.Width))), cancelled));
    }

    private static async Task Repeat(
        Func<Task<(string Title, Listing Listing)>> fetch, TimeSpan every, Action<string, Listing> show, CancellationToken cancelled)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            do
            {
                var (title, listing) = await fetch();
                show(title, listing);
            }
            while (await timer.WaitForNextTickAsync(cancelled));
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // The operator ended the command.
        }
    }

    private static IRenderable Drawn(Listing listing, int width)
    {
        var hasHeadings = listing.Columns.Any(column => column.Length > 0);
        // A table of names and values has few columns, and its values are sentences.
        var shown = hasHeadings ? TableLayout.Columns(listing, TextOnTerminal, width) : [.. listing.Columns.Select((_, index) => index)];
        if (shown.IsEmpty)
            return Records(listing);
        var table = new Table { Border = hasHeadings ? TableBorder.Simple : TableBorder.None, ShowHeaders = hasHeadings };
        foreach (var column in shown)
            table.AddColumn(new TableColumn(new Text(listing.Columns[column], new Style(decoration: Decoration.Bold))));
        foreach (var row in listing.Rows)
            table.AddRow(shown.Select(column => Drawn(row[column])));
        return table;
    }

    // One line for each cell with a value, and an empty line after each row.
    private static Rows Records(Listing listing) => new(listing.Rows.SelectMany(row => listing.Columns
        .Select((column, index) => (Name: column, Cell: row[index]))
        .Where(one => one.Cell.Text.Length > 0)
        .Select(one => (IRenderable)new Text(one.Name.Length == 0 ? TextOnTerminal(one.Cell) : $"{one.Name}: {TextOnTerminal(one.Cell)}", StyleOf(one.Cell)))
        .Append(new Text(""))));

    private static Text Drawn(Cell cell) => new(TextOnTerminal(cell), StyleOf(cell));

    private static Style StyleOf(Cell cell) => cell.Tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Waiting => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        _ => Style.Plain,
    };

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

    private static string TextOnTerminal(Cell cell) => cell.Guide + LogText.ForLine(cell.OnTerminal ?? cell.Text);

    private static string TextOf(Cell cell) => cell.Guide + LogText.ForLine(cell.Text);
}
