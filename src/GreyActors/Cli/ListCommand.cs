using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors list</c>: what the greylist knows.</summary>
internal static class ListCommand
{
    /// <summary>What the endpoint gives at once.</summary>
    public const int LongestPage = 1000;

    private const string Path = "/api/triplets";

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var client = new Option<string?>("--client") { Description = "An address or a network: what lies in it or around it; or a text with * and ?.", HelpName = "CLIENT" };
        var from = new Option<string?>("--from") { Description = "The reverse-path, with * and ?; @example.org is a domain, <> the null reverse-path.", HelpName = "FROM" };
        var to = new Option<string?>("--to") { Description = "The forward-path, likewise.", HelpName = "TO" };
        var state = new Option<string?>("--state") { Description = "Those that wait, or those that have passed.", HelpName = "waiting|passed" };
        state.AcceptOnlyFromAmong("waiting", "passed");
        var limit = new Option<int>("--limit", "-n") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var after = new Option<string?>("--after") { Description = "Go on where the list before ended.", HelpName = "CURSOR" };
        var command = new Command("list", "The triplets of the greylist.") { client, from, to, state, limit, after };
        return options.Asking(command, async asked =>
        {
            (string, string?)[] query =
            [
                ("client", asked.Given.GetValue(client)), ("from", asked.Given.GetValue(from)),
                ("to", asked.Given.GetValue(to)), ("state", asked.Given.GetValue(state)),
            ];
            var triplets = ImmutableArray.CreateBuilder<ListedTriplet>();
            var away = new SortedSet<int>();
            var (next, wanted) = (asked.Given.GetValue(after), asked.Given.GetValue(limit));
            if (wanted < 1)
                throw new CommandRefusedException(ExitCode.Usage, "--limit is at least 1");
            do
            {
                var answer = await asked.Service.Get(
                    Path, asked.Cancelled, [.. query, ("limit", InShort.Count(Math.Min(LongestPage, wanted - triplets.Count))), ("after", next)]);
                if (asked.WantsJson)
                    asked.Screen.Json(answer.Json);
                var page = answer.As<ShownTriplets>();
                triplets.AddRange(page.Triplets);
                away.UnionWith(page.Away);
                next = page.Next;
            }
            while (next is not null && triplets.Count < wanted);

            if (!asked.WantsJson && triplets.Count > 0)
                asked.Screen.Show(Of(triplets.ToImmutable(), DateTimeOffset.UtcNow));
            if (!asked.WantsJson && next is not null)
                asked.Screen.Error($"there may be more: --after {next}");
            if (away.Count > 0)
                asked.Screen.Error($"the list is not whole: partitions {string.Join(", ", away)} do not answer");
            if (triplets.Count == 0)
                asked.Screen.Error("nothing of that kind is known");
            return triplets.Count == 0 ? ExitCode.NotFound : ExitCode.Ok;
        });
    }

    /// <summary>One triplet a row.</summary>
    public static Listing Of(ImmutableArray<ListedTriplet> triplets, DateTimeOffset now) => new(
        ["client", "from", "to", "state", "first seen", "next"],
        [.. triplets.Select(triplet => ImmutableArray.Create<Cell>(
            triplet.Life.Identity,
            InShort.Path(triplet.From),
            InShort.Path(triplet.To),
            TripletLife.State(triplet.Life),
            InShort.Time(triplet.Life.FirstSeen),
            TripletLife.Next(triplet.Life, now)))]);
}
