using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors list</c>: lists triplets; <c>greyactors list known</c>: lists known pairs and expected replies; <c>greyactors list traps</c>: lists trapped clients.</summary>
internal static class ListCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var client = new Option<string?>("--client") { Description = "An address or a network: clients inside or around it. Or an identity such as host:example.org, with * and ?.", HelpName = "CLIENT" };
        var from = new Option<string?>("--from") { Description = "The reverse-path, with * and ?. @example.org is a domain, <> the null reverse-path.", HelpName = "FROM" };
        var to = new Option<string?>("--to") { Description = "The forward-path, in the same form.", HelpName = "TO" };
        var state = new Option<string?>("--state") { Description = "Only waiting or only passed triplets.", HelpName = "waiting|passed" };
        state.AcceptOnlyFromAmong("waiting", "passed");
        var (limit, after) = (LimitOf("triplets"), After());
        var command = new Command("list", "List triplets, what is known, or trapped clients.") { client, from, to, state, limit, after, Known(options), Traps(options) };
        return options.ServiceCommand(command, context => new Pages<ListedTriplet>(
            "/api/triplets",
            "no matching triplet",
            answer =>
            {
                var page = answer.As<ShownTriplets>();
                return (page.Triplets, page.Next, page.Away);
            },
            triplets => Of(triplets, DateTimeOffset.UtcNow)).Print(
                context,
                [
                    ("client", context.Arguments.GetValue(client)), ("from", context.Arguments.GetValue(from)),
                    ("to", context.Arguments.GetValue(to)), ("state", context.Arguments.GetValue(state)),
                ],
                context.Arguments.GetValue(limit),
                context.Arguments.GetValue(after)));
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
            TripletLife.Next(triplet.Life, now)))])
    {
        Dispensable = ["first seen", "next"],
    };

    private static Command Known(ProgramOptions options)
    {
        var identity = new Option<string?>("--identity") { Description = "An address or a network: clients inside or around it. Or an identity such as host:example.org, with * and ?.", HelpName = "IDENTITY" };
        var organisation = new Option<string?>("--organisation") { Description = "The domain of the sender's organisation, with * and ?.", HelpName = "DOMAIN" };
        var recipient = new Option<string?>("--recipient") { Description = "The local user who expects a reply, with * and ?. @example.org is a domain.", HelpName = "RECIPIENT" };
        var kind = new Option<string?>("--kind") { Description = "Only known pairs or only expected replies.", HelpName = "pair|reply" };
        kind.AcceptOnlyFromAmong("pair", "reply");
        var (limit, after) = (LimitOf("entries"), After());
        var command = new Command("known", "List known pairs and expected replies: the mail that does not wait.") { identity, organisation, recipient, kind, limit, after };
        return options.ServiceCommand(command, context => new Pages<ShownKnown>(
            "/api/known",
            "nothing is known that matches",
            answer =>
            {
                var page = answer.As<ShownKnownPage>();
                return (page.Known, page.Next, page.Away);
            },
            known => KnownListing.Of(known, DateTimeOffset.UtcNow)).Print(
                context,
                [
                    ("identity", context.Arguments.GetValue(identity)), ("organisation", context.Arguments.GetValue(organisation)),
                    ("recipient", context.Arguments.GetValue(recipient)), ("kind", context.Arguments.GetValue(kind)),
                ],
                context.Arguments.GetValue(limit),
                context.Arguments.GetValue(after)));
    }

    private static Command Traps(ProgramOptions options)
    {
        var (limit, after) = (LimitOf("clients"), After());
        var command = new Command("traps", "List trapped clients: they sent mail to a spam trap, and all their mail is deferred.") { limit, after };
        return options.ServiceCommand(command, context => new Pages<ShownTrap>(
            "/api/traps",
            "no client is trapped",
            answer => answer.As<ShownTrapPage>() is var page ? (page.Traps, page.Next, []) : default,
            traps => new Listing(
                ["client", "spam trap", "since", "last mail", "until"],
                [.. traps.Select(one => ImmutableArray.Create<Cell>(
                    one.Client, Format.Path(one.Trap), Format.Time(one.Since), Format.Time(one.LastMail), Format.Time(one.Until)))])
            {
                Dispensable = ["since", "last mail"],
            }).Print(
                context, [], context.Arguments.GetValue(limit), context.Arguments.GetValue(after)));
    }

    private static Option<int> LimitOf(string entries) =>
        NumberOption.Of("--limit", $"The largest number of {entries}.", 100, "-n");

    private static Option<string?> After() => new("--after") { Description = "Continue where the previous list ended.", HelpName = "CURSOR" };
}
