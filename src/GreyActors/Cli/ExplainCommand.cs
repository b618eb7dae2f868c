using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Core.Judging;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors explain CLIENT FROM TO</c>: what would become of such a mail now, and why.</summary>
internal static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var command = new Command("explain", "What would become of such a mail now, why, and when it may come back.");
        var triplet = new TripletArguments(command, "An IP address.");
        var helo = new Option<string?>("--helo") { Description = "The HELO name; it matters for whitelists only.", HelpName = "NAME" };
        command.Options.Add(helo);
        return options.Asking(command, async asked =>
        {
            var (client, from, to) = triplet.Of(asked.Given);
            var answer = await asked.Service.Get(
                "/api/explain", asked.Cancelled, ("client", client), ("from", from), ("to", to), ("helo", asked.Given.GetValue(helo)));
            if (asked.WantsJson)
                asked.Screen.Json(answer.Json);
            else
                Show(asked.Screen, answer.As<MailExplanation>(), DateTimeOffset.UtcNow);
            return ExitCode.Ok;
        });
    }

    /// <summary>The answer in words first, then what it goes by.</summary>
    public static void Show(Screen screen, MailExplanation told, DateTimeOffset now)
    {
        screen.Line(told.Words);
        screen.Line("");
        screen.Show(Listing.OfPairs(
            ("status", new Cell(InShort.Word(told.Status), told.Status switch
            {
                DecisionStatus.Accepted => Tone.Good,
                DecisionStatus.Deferred => Tone.Waiting,
                _ => Tone.Bad,
            })),
            ("rule", RecipientRules.Of(told.Rule).Name),
            ("entry", told.Entry),
            ("key", $"{string.Join(", ", told.Key.Identities)} {InShort.Path(told.Key.From)} {InShort.Path(told.Key.To)}"),
            ("come back after", told.ComeBackAfter is { } after ? InShort.Time(after) : null),
            ("and before", told.ComeBackBefore is { } before ? InShort.Time(before) : null)));
        screen.Line("");
        screen.Show(new Listing(
            ["identity", "state", "first seen", "last used", "next"],
            [.. told.Triplets.Select(life => ImmutableArray.Create<Cell>(
                life.Identity, TripletLife.State(life), InShort.Time(life.FirstSeen), InShort.Time(life.LastUsed), TripletLife.Next(life, now)))]));
    }
}
