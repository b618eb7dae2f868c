using System.Collections.Immutable;
using GreyActors.Cli;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Introspection;
using Spectre.Console;
using Xunit;
using Decision = GreyActors.Introspection.Decision;

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

    [Fact]
    public void The_report_counts_triplets_that_never_retried_mails_that_are_stuck_and_delays()
    {
        var maker = new ReportMaker(Now, TimeSpan.FromHours(4), rows: 10);
        maker.Add(new ShownTriplets(
            [
                Triplet("192.0.2.0/24", "ann@a.example", Now.AddHours(-5), lastUsed: null),
                Triplet("192.0.2.0/24", "eve@a.example", Now.AddHours(-6), lastUsed: null),
                Triplet("198.51.100.0/24", "ann@a.example", Now.AddHours(-1), lastUsed: null),
                Triplet("198.51.100.0/24", "bob@a.example", Now.AddHours(-9), lastUsed: null),
                Triplet("203.0.113.0/24", "bob@a.example", Now.AddHours(-9), lastUsed: Now),
            ],
            null,
            [3]));
        Decision Passed(double seconds) => new(1, Now, "client-1", "", "192.0.2.1", "", "", "", DecisionStatus.Accepted, RecipientRule.WaitedLongEnough, "", seconds);

        var report = maker.Make(new ShownDecisions(1, 3, 0, [Passed(300), Passed(60), Passed(100_000)]), isWhole: true);

        Assert.Equal((5, 4, 1, 3), (report.Triplets, report.Waiting, report.Passed, report.NeverRetried));
        Assert.Equal(new AbsentClient("192.0.2.0/24", 2, Now.AddHours(-6), "ann@a.example", "to@b.example"), report.ByClient[0]);
        Assert.Equal(new StuckMail("ann@a.example", "to@b.example", 2, Now.AddHours(-5), Now.AddHours(-1)), Assert.Single(report.Stuck));
        Assert.Equal((60.0, 300.0, 100_000.0), (report.Delays!.Shortest, report.Delays.Median, report.Delays.NinetyPercent));
        Assert.Equal([(300.0, 1), (600.0, 1), (null, 1)], report.Delays.Buckets.Where(bucket => bucket.Count > 0).Select(bucket => (bucket.BelowSeconds, bucket.Count)));
        Assert.Contains("Partitions 3 do not answer", Shown(terminal: false, screen => ReportCommand.Show(screen, report)), StringComparison.Ordinal);
    }

    private static ListedTriplet Triplet(string client, string from, DateTimeOffset seen, DateTimeOffset? lastUsed) => new(from, "to@b.example", new ShownTriplet(
        client, lastUsed is null ? TripletState.Waiting : TripletState.Passed, seen, lastUsed is null ? seen.AddMinutes(4) : null, null, lastUsed, null));

    private static string Shown(bool terminal, Action<Screen> show)
    {
        using var output = new StringWriter();
        show(new Screen(output, TextWriter.Null, terminal
            ? AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(output) })
            : null));
        return output.ToString();
    }
}
