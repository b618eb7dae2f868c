using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using GreyActors.Components;
using GreyActors.Doors.Smtp;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors sessions [ID]</c>: who is connected, or one of them with its dialogue.</summary>
internal static class SessionsCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var id = new Argument<string?>("ID") { Description = "One session, for example client-42.", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int>("--limit", "-n") { Description = "How many, 1 to 500.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var after = new Option<string?>("--after") { Description = "Go on behind this session.", HelpName = "ID" };
        return options.Asking(new Command("sessions", "The open sessions, oldest first; one with its envelope and dialogue.") { id, limit, after }, async asked =>
        {
            var one = asked.Given.GetValue(id);
            var answer = one is null
                ? await asked.Service.Get(
                    "/api/sessions", asked.Cancelled, ("limit", InShort.Count(asked.Given.GetValue(limit))), ("after", asked.Given.GetValue(after)))
                : await asked.Service.Get($"/api/sessions/{Uri.EscapeDataString(one)}", asked.Cancelled);
            if (asked.WantsJson)
                asked.Screen.Json(answer.Json);
            else if (one is null)
                Show(asked.Screen, answer.As<SessionPage>());
            else
                Show(asked.Screen, answer.As<SessionDescription>());
            return ExitCode.Ok;
        });
    }

    /// <summary>One session a row.</summary>
    public static Listing Of(ImmutableArray<SessionDescription> sessions) => new(
        ["session", "client", "helo", "tls", "behaviour", "for", "age", "from", "to"],
        [.. sessions.Select(session => ImmutableArray.Create<Cell>(
            session.Id,
            session.Client,
            session.Helo,
            session.Tls is null ? "" : session.Tls.Split(' ')[0],
            session.Behaviour,
            InShort.Span(session.BehaviourSeconds),
            InShort.Span(session.AgeSeconds),
            session.Envelope is { } envelope ? InShort.Path(envelope.ReversePath) : "",
            session.Envelope is { Recipients: [var first, ..] } mail
                ? InShort.Path(first.ForwardPath) + (mail.RecipientCount > 1 ? $" and {mail.RecipientCount - 1} more" : "")
                : ""))]);

    private static void Show(Screen screen, SessionPage page)
    {
        screen.Show(Of(page.Sessions));
        screen.Line($"{page.Sessions.Length} of {page.Total} sessions" + (page.Truncated > 0 ? $", {page.Truncated} not looked at" : ""));
    }

    private static void Show(Screen screen, SessionDescription session)
    {
        screen.Show(Listing.OfPairs(
            ("session", session.Id),
            ("client", session.Client),
            ("listener", session.Listener),
            ("helo", session.Helo.Length > 0 ? session.Helo : null),
            ("tls", session.Tls ?? "in clear"),
            ("since", $"{InShort.Time(session.StartedAt)}, {InShort.Span(session.AgeSeconds)}"),
            ("behaviour", $"{session.Behaviour}, for {InShort.Span(session.BehaviourSeconds)}"),
            ("phase", InShort.Word(session.Phase)),
            ("errors", InShort.Count(session.Errors)),
            ("octets", $"{session.OctetsIn} in, {session.OctetsOut} out"),
            ("relay", session.Relay is { } relay ? $"{relay.Actor} to {relay.Server}, {InShort.Word(relay.Phase)}" : null),
            ("from", session.Envelope is { } envelope ? InShort.Path(envelope.ReversePath) : null)));
        if (session.Envelope is { Recipients.Length: > 0 } mail)
        {
            screen.Line("");
            screen.Show(new Listing(["to", "status", "why"], [.. mail.Recipients.Select(
                recipient => ImmutableArray.Create<Cell>(InShort.Path(recipient.ForwardPath), InShort.Word(recipient.Status), recipient.Why))]));
        }

        screen.Line("");
        foreach (var line in session.Transcript ?? [])
            screen.EscapedLine(string.Create(CultureInfo.InvariantCulture, $"{line.At,9:0.000} {(line.From == "client" ? "->" : "<-")} {line.Text}"));
    }
}
