using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors tree</c>: shows the live actors.</summary>
internal static class TreeCommand
{
    private static readonly TimeSpan UpdateInterval = TimeSpan.FromSeconds(1);

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var under = new Argument<string>("PATH") { Description = "The actor at the top.", DefaultValueFactory = _ => "/user" };
        var depth = NumberOption.Of("--depth", "Levels below PATH, 0 to 64. Default: all.");
        var watch = new Option<bool>("--watch", "-w") { Description = "Update every second, until Ctrl-C." };
        return options.MachineCommand(new Command("tree", "Show the live actors, what each waits for, and since when.") { under, depth, watch }, async context =>
        {
            Task<ServiceResponse> Fetch(CancellationToken cancelled) => context.Service.Get(
                "/api/tree", cancelled, ("under", context.Arguments.GetValue(under)), ("depth", context.Arguments.GetValue(depth) is { } levels ? Format.Count(levels) : null));

            // An error ends the command, even with --watch.
            var first = await Fetch(context.Cancellation);
            if (context.Arguments.GetValue(watch))
                await Watch(context, Fetch);
            else if (context.WantsJson)
                context.Screen.WriteJson(first.Json);
            else
                Show(context.Screen, first.As<ActorTree>());
            return ExitCode.Ok;
        });
    }

    /// <summary>The actors as rows, parents first.</summary>
    public static Listing Of(ActorTree tree, bool drawsGuides) =>
        new(["actor", "kind", "behaviour", "for", "waiting", "about"], [.. Rows(tree.Root, "", "", drawsGuides)]) { Dispensable = ["kind", "waiting", "for", "about"] };

    private static string Title(ActorTree tree) =>
        $"{Format.Time(tree.TakenAt)}, {tree.Actors} actors" + (tree.Truncated > 0 ? $", {tree.Truncated} left out" : "");

    private static void Show(Screen screen, ActorTree tree)
    {
        screen.Write(Of(tree, screen.IsTerminal));
        screen.WriteLine(Title(tree));
    }

    private static async Task Watch(CommandContext context, Func<CancellationToken, Task<ServiceResponse>> fetch)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        var last = new Listing(["actor"], []);
        await context.Screen.Watch(
            async () =>
            {
                try
                {
                    var answer = await fetch(ended.Token);
                    var tree = answer.As<ActorTree>();
                    last = Of(tree, context.Screen.IsTerminal);
                    return (Title(tree), last);
                }
                catch (CommandRefusedException refused) when (refused.ExitCode == ExitCode.Unavailable)
                {
                    // Operators watch restarts of the service.
                    return ($"{refused.Message}; retrying", last);
                }
            },
            UpdateInterval,
            ended.Token);
    }

    private static IEnumerable<ImmutableArray<Cell>> Rows(ActorNode node, string guide, string guideBelow, bool drawsGuides)
    {
        yield return
        [
            new Cell(node.Name, Guide: guide),
            node.Kind,
            Cell.Behaviour(node.Behaviour),
            node.BehaviourSeconds is { } seconds ? Format.Span(seconds) : "",
            node.MailboxLength > 0 ? new Cell(Format.Count(node.MailboxLength), Tone.Waiting) : "",
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
