using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors tree</c>: the live actors.</summary>
internal static class TreeCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var under = new Argument<string>("PATH") { Description = "The actor to begin at.", DefaultValueFactory = _ => "/user" };
        var depth = new Option<int?>("--depth") { Description = "Levels below it, 0 to 64; all when left out.", HelpName = "N" };
        var watch = new Option<bool>("--watch", "-w") { Description = "Look again every second, until Ctrl-C." };
        return options.Asking(new Command("tree", "The live actors, what each waits for, and since when.") { under, depth, watch }, async asked =>
        {
            Task<ServiceAnswer> Look(CancellationToken cancelled) => asked.Service.Get(
                "/api/tree", cancelled, ("under", asked.Given.GetValue(under)), ("depth", asked.Given.GetValue(depth) is { } levels ? InShort.Count(levels) : null));

            // An error ends even a command that would watch.
            var first = await Look(asked.Cancelled);
            if (asked.Given.GetValue(watch))
                await Watch(asked, Look);
            else if (asked.WantsJson)
                asked.Screen.Json(first.Json);
            else
                Show(asked.Screen, first.As<ActorTree>());
            return ExitCode.Ok;
        });
    }

    /// <summary>The nodes, parents first.</summary>
    public static Listing Of(ActorTree tree, bool drawsGuides) =>
        new(["actor", "kind", "behaviour", "for", "waiting", "about"], [.. Rows(tree.Root, "", "", drawsGuides)]);

    private static string Title(ActorTree tree) =>
        $"{InShort.Time(tree.TakenAt)}, {tree.Actors} actors" + (tree.Truncated > 0 ? $", {tree.Truncated} left out" : "");

    private static void Show(Screen screen, ActorTree tree)
    {
        screen.Show(Of(tree, screen.IsTerminal));
        screen.Line(Title(tree));
    }

    private static async Task Watch(Asked asked, Func<CancellationToken, Task<ServiceAnswer>> look)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(asked.Cancelled);
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            enough.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        var last = new Listing(["actor"], []);
        await asked.Screen.Watch(
            async () =>
            {
                try
                {
                    var answer = await look(enough.Token);
                    var tree = answer.As<ActorTree>();
                    last = Of(tree, asked.Screen.IsTerminal);
                    return (Title(tree), last);
                }
                catch (CommandRefusedException refused) when (refused.ExitCode == ExitCode.Unavailable)
                {
                    // A service that is started again is what one watches for.
                    return ($"{refused.Message}; trying again", last);
                }
            },
            BetweenLooks,
            enough.Token);
    }

    private static IEnumerable<ImmutableArray<Cell>> Rows(ActorNode node, string guide, string guideBelow, bool drawsGuides)
    {
        yield return
        [
            new Cell(node.Name, Guide: guide),
            node.Kind,
            node.Behaviour,
            node.BehaviourSeconds is { } seconds ? InShort.Span(seconds) : "",
            node.MailboxLength > 0 ? new Cell(InShort.Count(node.MailboxLength), Tone.Waiting) : "",
            node.About,
        ];
        for (var index = 0; index < node.Children.Length; index++)
        {
            var isLast = index == node.Children.Length - 1;
            var (here, below) = !drawsGuides ? ("  ", "  ") : isLast ? ("└─ ", "   ") : ("├─ ", "│  ");
            foreach (var row in Rows(node.Children[index], guideBelow + here, guideBelow + below, drawsGuides))
                yield return row;
        }
    }
}
