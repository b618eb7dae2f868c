using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using GreyActors.Core.Smtp;
using GreyActors.Observability;

namespace GreyActors.Mail;

/// <content>From a recipient that passes to a connection: its route, the servers of that in their order, and a place at one of them.</content>
public sealed partial class GreylistPolicy
{
    // A client waits five minutes for the reply to RCPT (RFC 5321 4.5.3.2.3), and the real mail server needs its part of them.
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMinutes(2);

    // Relays whose actors live, each with the place that it holds for as long as its connection may be there.
    private readonly Dictionary<IActorRef, RelayPlace> _places = [];

    // The place that is waited for, to be given back however the session ends.
    private RelayPlace? _awaited;

    // Which way the mail of the open transaction goes, for as long as there is a relay.
    private MailRoute? _route;

    private UntypedReceive AwaitingPlace(SessionStep.Judge judge, string why, bool acceptAll, RelayOpening opening, RelayPlace place) => message =>
    {
        switch (message)
        {
            case RelayPlaceFree free when ReferenceEquals(free.Place, place):
                _awaited = null;
                Meters.CountRelayWait(granted: true);
                Open(judge, why, acceptAll, opening, place);
                break;
            case DeadlinePassed when _deadline.Is(message):
                GiveUpPlace(judge);
                break;
            case Control.Drain or Control.OutOfTime or Control.EndedByOperator:
                Always(message);
                GiveUpPlace(judge);
                break;
            case Control.ClientGone or Control.ClientFinished:
                LosePlace();
                // The recipient had passed: the log shall say what became of it.
                _session = _session.Answered(judge, RecipientFate.ByRelay(SmtpReplies.ForwardPathOk, why: why), _rules).Session;
                Always(message);
                break;
            default:
                Always(message);
                break;
        }
    };

    private void Accept(SessionStep.Judge judge, string why, bool acceptAll)
    {
        if (judge.Transaction.IsDeferredWhole)
        {
            Settle(judge, RecipientFate.Deferred(_rules.DeferReply, "deferred with the others"));
            return;
        }

        var routes = _parts.Board.Routes;
        var route = routes.For(judge.ForwardPath.Domain);
        if (RefusalUnasked(judge, route) is { } refusal)
        {
            Settle(judge, RecipientFate.ByRelay(refusal));
            return;
        }

        // It has passed, and is known to have: when it comes in a mail transaction of its own it does not wait.
        if (routes.Binding(judge.Transaction) is { } bound && bound != route)
        {
            Meters.CountSeparate();
            Settle(judge, RecipientFate.Separate());
            return;
        }

        // All that the open relay was asked for were refused there.
        if (_route != route)
            EndRelay();
        _route = route;
        _asked = Stopwatch.GetTimestamp();
        if (_relay is null)
        {
            Reach(judge, why, acceptAll, new RelayOpening(_parts.Board.TargetsOf(route), _parts.Time.GetTimestamp()), SmtpReplies.NoRelay);
            return;
        }

        _deadline.Set(_parts.Settings.Relay.ReplyTimeout);
        _relay.NameRecipient(judge.ForwardPath, judge.Parameters);
        Enter(AwaitingRecipientReply(judge, why, acceptAll, opening: null));
    }

    // Tries the first of the targets that are left; `otherwise` is the reply when there are none.
    private void Reach(SessionStep.Judge judge, string why, bool acceptAll, RelayOpening opening, SmtpReply otherwise)
    {
        if (opening.Targets.IsEmpty || _parts.Time.GetElapsedTime(opening.SearchBegan) > LongestSearch)
        {
            FailRecipient(judge, otherwise);
            return;
        }

        var patience = _parts.Settings.Relay.MaxWait;
        var place = _parts.Board.BudgetOf(opening.Targets[0].Server).Claim(_client.Remote.Address, patience > TimeSpan.Zero ? Self : null);
        switch (place?.State)
        {
            case RelayPlaceState.Taken:
                Open(judge, why, acceptAll, opening, place);
                break;
            case RelayPlaceState.Awaited:
                _awaited = place;
                _deadline.Set(patience);
                Enter(AwaitingPlace(judge, why, acceptAll, opening, place));
                break;
            default:
                Meters.CountRelay(RelayOutcome.TooMany);
                FailRecipient(judge, SmtpReplies.TooManyRelays);
                break;
        }
    }

    private void Open(SessionStep.Judge judge, string why, bool acceptAll, RelayOpening opening, RelayPlace place)
    {
        OpenRelay(judge, opening.Targets[0], place, _parts.Settings.Relay.Tls);
        Enter(AwaitingRecipientReply(judge, why, acceptAll, opening with { OpenedAt = _parts.Time.GetTimestamp() }));
    }

    private void GiveUpPlace(SessionStep.Judge judge)
    {
        LosePlace();
        Meters.CountRelay(RelayOutcome.TooMany);
        FailRecipient(judge, SmtpReplies.TooManyRelays);
    }

    private void LosePlace()
    {
        Meters.CountRelayWait(granted: false);
        _awaited?.GiveBack();
        _awaited = null;
    }

    // In the phases before MAIL, which stand before it in the enum, the real mail server knows nothing of the mail, so another one may be
    // told: nothing is delivered twice.
    private bool MailIsUntold => _relay!.Phase < RelayPhase.Mail;

    private void PraiseServer(RelayOpening? opening)
    {
        if (opening is not null)
            _parts.RealMailServers.Tell(new RelayWorked(opening.Targets[0]));
    }

    private void BlameServer(RelayOpening opening, string why) =>
        _parts.RealMailServers.Tell(new RelayFailed(opening.Targets[0], why, _parts.Time.GetElapsedTime(opening.OpenedAt)));

    /// <summary>The search for a real mail server that takes the mail.</summary>
    /// <param name="Targets">The one that is tried, and those that are left.</param>
    /// <param name="SearchBegan">Since when the client waits.</param>
    private sealed record RelayOpening(ImmutableArray<RelayTarget> Targets, long SearchBegan)
    {
        /// <summary>When the first of the targets was tried.</summary>
        public long OpenedAt { get; init; }

        /// <summary>The same without the first.</summary>
        public RelayOpening Next() => this with { Targets = Targets[1..] };
    }
}
