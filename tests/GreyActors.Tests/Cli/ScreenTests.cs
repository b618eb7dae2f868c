using System.Collections.Immutable;
using GreyActors.Cli;
using GreyActors.Introspection;
using Spectre.Console;
using Xunit;

namespace GreyActors.Tests.Cli;

public sealed class ScreenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Output_that_is_not_a_terminal_gets_plain_columns()
    {
        var shown = Shown(terminal: false, screen => screen.Write(new Listing(["name", "state"], [["a", new Cell("up", Tone.Good)], ["longer", "down"]])));
        Assert.Equal("name    state\na       up\nlonger  down\n", shown.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_of_a_client_is_escaped_and_is_not_markup(bool terminal)
    {
        var shown = Shown(terminal, screen =>
        {
            screen.Write(new Listing(["helo"], [["\e[2Jevil[bold red]x[/]\r\n"]]));
            screen.WriteLine("\e]0;title\a");
            screen.WriteEscapedLine("\e]0;dialogue\a");
            screen.WriteEscapedLine(@"\x1b once");
        });
        Assert.Contains(@"\x1b[2Jevil[bold red]x[/]\x0d\x0a", shown, StringComparison.Ordinal);
        Assert.Contains(@"\x1b]0;title\x07", shown, StringComparison.Ordinal);
        Assert.Contains(@"\x1b]0;dialogue\x07", shown, StringComparison.Ordinal);
        Assert.Contains("\n\\x1b once", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[2J", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("\e]", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_of_another_program_is_escaped()
    {
        var shown = Shown(terminal: false, screen =>
        {
            screen.WriteJson("{\n  \"a\": \"\\u001b\"\n}");
            screen.WriteJson("\e]0;title\a");
            screen.WriteJson("{ \"a\": \"\u009b2J\" }");
        });
        Assert.Equal("{\n  \"a\": \"\\u001b\"\n}\n\\x1b]0;title\\x07\n{ \"a\": \"\\xc2\\x9b2J\" }\n", shown.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(80, "0 1 2 3")]
    [InlineData(52, "0 1 2 3")]
    [InlineData(51, "0 1 3")]
    [InlineData(42, "0 1 3")]
    [InlineData(41, "0 3")]
    [InlineData(31, "0 3")]
    [InlineData(30, "")]
    public void A_narrow_terminal_gets_fewer_columns_and_then_records(int width, string columns)
    {
        var listing = new Listing(["client", "state", "tls", "from"], [["192.0.2.1", "deferred again", "TLSv1.3", "<a@example.org>"]]) { Dispensable = ["tls", "state"] };

        Assert.Equal(columns, string.Join(' ', TableLayout.Columns(listing, cell => cell.Text, width)));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    [InlineData(20)]
    public void No_address_is_broken_on_a_terminal(int width)
    {
        const string Address = "<a-rather-long-local-part@mail.example.org>";
        var shown = Shown(terminal: true, screen => screen.Write(new Listing(["client", "from"], [["2001:db8:1:2:3:4:5:6", Address], ["192.0.2.1", "<>"]])), width);

        if (width > Address.Length)
            Assert.Contains(Address, shown, StringComparison.Ordinal);
        Assert.Contains("2001:db8:1:2:3:4:5:6", width > 30 ? shown : shown.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_behaviour_is_in_words_on_a_terminal_and_unchanged_for_scripts()
    {
        static void Show(Screen screen) => screen.Write(new Listing(["behaviour"], [[Cell.Behaviour("AwaitingMailData")]]));

        Assert.Contains("awaiting mail data", Shown(terminal: true, Show), StringComparison.Ordinal);
        Assert.Contains("AwaitingMailData", Shown(terminal: false, Show), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_colours() =>
        Assert.Contains("\e[", Shown(terminal: true, screen => screen.Write(new Listing(["a"], [[new Cell("up", Tone.Good)]]))), StringComparison.Ordinal);

    [Fact]
    public void The_tree_is_drawn_with_guides_on_a_terminal_and_indented_elsewhere()
    {
        ActorNode Node(string name, params ImmutableArray<ActorNode> children) => new(name, $"/user/{name}", "Kind", null, 0, null, null, null, children.Length, children);
        var tree = new ActorTree(Now, 4, 0, Node("user", Node("a", Node("b")), Node("c")));
        Assert.Equal(["user", "├─ a", "│  └─ b", "└─ c"], TreeCommand.Of(tree, drawsGuides: true).Rows.Select(row => row[0].Guide + row[0].Text));
        Assert.Equal(["user", "  a", "    b", "  c"], TreeCommand.Of(tree, drawsGuides: false).Rows.Select(row => row[0].Guide + row[0].Text));
    }

    private static string Shown(bool terminal, Action<Screen> show, int? width = null)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width ?? 80;
        show(new Screen(output, TextWriter.Null, terminal ? console : null));
        return output.ToString();
    }
}
