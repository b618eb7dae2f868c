using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using GreyActors.Components;
using GreyActors.Doors;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors sessions [ID]</c>: lists the open sessions, or shows one with its dialogue.</summary>
internal static class SessionsCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var id = new Argument<string?>("ID") { Description = "The session to show, for example client-42.", Arity = ArgumentArity.ZeroOrOne };
        var limit = NumberOption.Of("--limit", "The largest number of sessions, 1 to 500.", 50, "-n");
        var after = new Option<string?>("--after") { Description = "Continue after this session.", HelpName = "ID" };
        return options.MachineCommand(new Command("sessions", "List the open sessions, oldest first; or show one with its envelope and dialogue.") { id, limit, after }, async context =>
        {
            var one = context.Arguments.GetValue(id);
            var answer = one is null
                ? await context.Service.Get(
                    "/api/sessions", context.Cancellation, ("limit", Format.Count(context.Arguments.GetValue(limit))), ("after", context.Arguments.GetValue(after)))
                : await context.Service.Get($"/api/sessions/{Uri.EscapeDataString(one)}", context.Cancellation);
            if (context.WantsJson)
                context.Screen.WriteJson(answer.Json);
            else if (one is null)
                Show(context.Screen, answer.As<SessionPage>());
            else
                Show(context.Screen, answer.As<SessionDescription>());
            return ExitCode.Ok;
        });
    }

    /// <summary>One session per row.</summary>
    public static Listing Of(ImmutableArray<SessionDescription> sessions) => new(
        ["session", "door", "client", "helo", "tls", "behaviour", "for", "age", "from", "to"],
        [.. sessions.Select(session => ImmutableArray.Create<Cell>(
            session.Id,
            Format.Word(session.Door),
            session.Client,
            session.Helo,
            session.Tls is null ? "" : session.Tls.Split(' ')[0],
            Cell.Behaviour(session.Behaviour),
            Format.Span(session.BehaviourSeconds),
            Format.Span(session.AgeSeconds),
            session.Envelope is { } envelope ? Format.Path(envelope.ReversePath) : "",
            session.Envelope is { Recipients: [var first, ..] } mail
                ? Format.Path(first.ForwardPath) + (mail.RecipientCount > 1 ? $" and {mail.RecipientCount - 1} more" : "")
                : ""))])
    {
        Dispensable = ["door", "tls", "age", "helo", "for"],
    };

    private static void Show(Screen screen, SessionPage page)
    {
        screen.Write(Of(page.Sessions));
        screen.WriteLine($"{page.Sessions.Length} of {page.Total} sessions" + (page.Truncated > 0 ? $", {page.Truncated} not inspected" : ""));
    }

    private static void Show(Screen screen, SessionDescription session)
    {
        screen.Write(Listing.OfPairs(
            ("session", session.Id),
            ("door", Format.Word(session.Door)),
            ("client", session.Client),
            ("listener", session.Listener),
            ("helo", session.Helo.Length > 0 ? session.Helo : null),
            ("tls", session.Tls ?? "none"),
            ("since", $"{Format.Time(session.StartedAt)}, {Format.Span(session.AgeSeconds)}"),
            ("behaviour", $"{session.Behaviour}, for {Format.Span(session.BehaviourSeconds)}"),
            ("phase", Format.Word(session.Phase)),
            ("errors", Format.Count(session.Errors)),
            ("bytes", $"{session.OctetsIn} in, {session.OctetsOut} out"),
            ("relay", session.Relay is { } relay ? $"{relay.Actor} to {relay.Server}, {Format.Word(relay.Phase)}" : null),
            ("from", session.Envelope is { } envelope ? Format.Path(envelope.ReversePath) : null)));
        if (session.Envelope is { Recipients.Length: > 0 } mail)
        {
            screen.WriteLine("");
            screen.Write(new Listing(["to", "status", "why"], [.. mail.Recipients.Select(
                recipient => ImmutableArray.Create<Cell>(Format.Path(recipient.ForwardPath), Format.Word(recipient.Status) + (recipient.WouldDefer ? " (would defer)" : ""), recipient.Why))]));
        }

        screen.WriteLine("");
        foreach (var line in session.Transcript ?? [])
            screen.WriteEscapedLine(string.Create(CultureInfo.InvariantCulture, $"{line.At,9:0.000} {(line.From == "client" ? "->" : "<-")} {line.Text}"));
    }
}
