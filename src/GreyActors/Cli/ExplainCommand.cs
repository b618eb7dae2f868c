using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Core.Judging;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors explain CLIENT FROM TO</c>: the decision that such a mail would get now, and its reason.</summary>
internal static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var command = new Command("explain", "Show what would happen to such a mail now, why, and when a retry would pass.");
        var triplet = new TripletArguments(command, "An IP address.");
        var helo = new Option<string?>("--helo") { Description = "The HELO name. Whitelists and client identities use it.", HelpName = "NAME" };
        command.Options.Add(helo);
        return options.MachineCommand(command, async context =>
        {
            var (client, from, to) = triplet.Read(context.Arguments);
            var answer = await context.Service.Get(
                "/api/explain", context.Cancellation, ("client", client), ("from", from), ("to", to), ("helo", context.Arguments.GetValue(helo)));
            if (context.WantsJson)
                context.Screen.WriteJson(answer.Json);
            else
                Show(context.Screen, answer.As<MailExplanation>(), DateTimeOffset.UtcNow);
            return ExitCode.Ok;
        });
    }

    // The proof of each identity, and the reasons why the other look-ups prove none.
    private static void Show(Screen screen, ClientDescription client)
    {
        screen.Write(new Listing(
            ["identity", "evidence"],
            [
                .. client.Identities.Select(one => ImmutableArray.Create<Cell>(one.Identity, one.Evidence)),
                .. client.Unproven.Select(why => ImmutableArray.Create<Cell>("none", why)),
                .. client.Lists.Select(list => ImmutableArray.Create<Cell>("(list)", list)),
            ]));
        screen.WriteLine("");
    }

    /// <summary>Prints the explanation in words, then its details.</summary>
    public static void Show(Screen screen, MailExplanation explanation, DateTimeOffset now)
    {
        screen.WriteLine(explanation.Words);
        screen.WriteLine("");
        screen.Write(Listing.OfPairs(
            ("status", new Cell(explanation.WouldDefer ? "accepted (observe mode)" : Format.Word(explanation.Status), explanation.Status switch
            {
                DecisionStatus.Accepted => explanation.WouldDefer ? Tone.Waiting : Tone.Good,
                DecisionStatus.Deferred => Tone.Waiting,
                _ => Tone.Bad,
            })),
            ("rule", RecipientRules.Of(explanation.Rule).Name),
            ("entry", explanation.Entry),
            ("key", $"{string.Join(", ", explanation.Key.Identities)} {Format.Path(explanation.Key.From)} {Format.Path(explanation.Key.To)}"),
            ("retry after", explanation.ComeBackAfter is { } after ? Format.Time(after) : null),
            ("retry before", explanation.ComeBackBefore is { } before ? Format.Time(before) : null)));
        screen.WriteLine("");
        if (explanation.Identified is { } client)
            Show(screen, client);
        if (!explanation.Known.IsEmpty)
        {
            screen.Write(KnownListing.Of(explanation.Known, now));
            screen.WriteLine("");
        }

        screen.Write(new Listing(
            ["identity", "state", "first seen", "last used", "next"],
            [.. explanation.Triplets.Select(life => ImmutableArray.Create<Cell>(
                life.Identity, TripletLife.State(life), Format.Time(life.FirstSeen), Format.Time(life.LastUsed), TripletLife.Next(life, now)))]));
    }
}
