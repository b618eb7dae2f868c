using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors list</c>: lists triplets.</summary>
internal static class ListCommand
{
    /// <summary>The longest page of the endpoint.</summary>
    public const int LongestPage = 1000;

    private const string Path = "/api/triplets";

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var client = new Option<string?>("--client") { Description = "An address or a network: clients inside or around it. Or an identity such as host:example.org, with * and ?.", HelpName = "CLIENT" };
        var from = new Option<string?>("--from") { Description = "The reverse-path, with * and ?. @example.org is a domain, <> the null reverse-path.", HelpName = "FROM" };
        var to = new Option<string?>("--to") { Description = "The forward-path, in the same form.", HelpName = "TO" };
        var state = new Option<string?>("--state") { Description = "Only waiting or only passed triplets.", HelpName = "waiting|passed" };
        state.AcceptOnlyFromAmong("waiting", "passed");
        var limit = new Option<int>("--limit", "-n") { Description = "The largest number of triplets.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var after = new Option<string?>("--after") { Description = "Continue where the previous list ended.", HelpName = "CURSOR" };
        var command = new Command("list", "List triplets.") { client, from, to, state, limit, after };
        return options.ServiceCommand(command, async context =>
        {
            (string, string?)[] query =
            [
                ("client", context.Arguments.GetValue(client)), ("from", context.Arguments.GetValue(from)),
                ("to", context.Arguments.GetValue(to)), ("state", context.Arguments.GetValue(state)),
            ];
            var triplets = ImmutableArray.CreateBuilder<ListedTriplet>();
            var away = new SortedSet<int>();
            var (next, wanted) = (context.Arguments.GetValue(after), context.Arguments.GetValue(limit));
            if (wanted < 1)
                throw new CommandRefusedException(ExitCode.Usage, "--limit must be at least 1");
            do
            {
                var answer = await context.Service.Get(
                    Path, context.Cancellation, [.. query, ("limit", Format.Count(Math.Min(LongestPage, wanted - triplets.Count))), ("after", next)]);
                if (context.WantsJson)
                    context.Screen.WriteJson(answer.Json);
                var page = answer.As<ShownTriplets>();
                triplets.AddRange(page.Triplets);
                away.UnionWith(page.Away);
                next = page.Next;
            }
            while (next is not null && triplets.Count < wanted);

            if (!context.WantsJson && triplets.Count > 0)
                context.Screen.Write(Of(triplets.ToImmutable(), DateTimeOffset.UtcNow));
            if (!context.WantsJson && next is not null)
                context.Screen.WriteError($"there may be more: continue with --after {next}");
            if (away.Count > 0)
                context.Screen.WriteError($"the list is incomplete: partitions {string.Join(", ", away)} do not answer");
            if (triplets.Count == 0)
                context.Screen.WriteError("no matching triplet");
            return triplets.Count == 0 ? ExitCode.NotFound : ExitCode.Ok;
        });
    }

    /// <summary>One triplet per row.</summary>
    public static Listing Of(ImmutableArray<ListedTriplet> triplets, DateTimeOffset now) => new(
        ["client", "from", "to", "state", "first seen", "next"],
        [.. triplets.Select(triplet => ImmutableArray.Create<Cell>(
            triplet.Life.Identity,
            Format.Path(triplet.From),
            Format.Path(triplet.To),
            TripletLife.State(triplet.Life),
            Format.Time(triplet.Life.FirstSeen),
            TripletLife.Next(triplet.Life, now)))]);
}
