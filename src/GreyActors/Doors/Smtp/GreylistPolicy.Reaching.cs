using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Relaying;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <content>From a recipient that passes to a connection: its route, the servers of that in their order, and a place at one of them.</content>
public sealed partial class GreylistPolicy
{
    // A client waits five minutes for the reply to RCPT (RFC 5321 4.5.3.2.3), and the backend needs its part of them. Waits for
    // a place are in it: relay.max-wait is no longer than this.
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMinutes(4);

    // Relays whose actors live, each with the place that it holds for as long as its connection may be there.
    private readonly Dictionary<IActorRef, RelayPlace> _places = [];

    // The place that is waited for, to be given back however the session ends.
    private RelayPlace? _awaited;
    private long _awaitedSince;

    // How long the recipient that is being answered waited for places; null when it did not.
    private TimeSpan? _relayWaited;

    // Which way the mail of the open transaction goes, for as long as there is a relay.
    private MailRoute? _route;

    private UntypedReceive AwaitingPlace(SessionStep.Judge judge, string why, bool acceptAll, RelayOpening opening, RelayPlace place) => message =>
    {
        switch (message)
        {
            case RelayPlaceFree free when ReferenceEquals(free.Place, place):
                _deadline.Clear();
                var waited = EndPlaceWait(RelayWaitOutcome.Granted);
                _log.Debug(LogLines.RelayWaited, _client.Name, _client.Remote, waited.TotalSeconds, RelayTarget.NameOf(opening.Targets[0].Server));
                Open(judge, why, acceptAll, opening, place);
                break;
            case DeadlinePassed when _deadline.Is(message):
                GiveUpPlace(judge, opening, RelayWaitOutcome.TooLong);
                break;
            case Control.Drain or Control.OutOfTime or Control.EndedByOperator:
                Always(message);
                GiveUpPlace(judge, opening, RelayWaitOutcome.SessionEnded);
                break;
            case Control.ClientGone or Control.ClientFinished:
                EndPlaceWait(RelayWaitOutcome.ClientGone);
                // The recipient had passed: the log shall say what became of it.
                Apply(new SessionEvent.RecipientDecided(judge, RecipientFate.ByRelay(SmtpReplies.ForwardPathOk, why: why)));
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

        // One recipient waits so long in all, at however many servers.
        var patience = _parts.Settings.Relay.MaxWait - (_relayWaited ?? TimeSpan.Zero);
        var place = _parts.Board.BudgetOf(opening.Targets[0].Server).Claim(_client.Remote.Address, Self, mayWait: patience > TimeSpan.Zero);
        switch (place?.State)
        {
            case PlaceState.Taken:
                Open(judge, why, acceptAll, opening, place);
                break;
            case PlaceState.Awaited:
                (_awaited, _awaitedSince) = (place, _parts.Time.GetTimestamp());
                Meters.CountRelayAwaited();
                _deadline.Set(patience);
                Enter(AwaitingPlace(judge, why, acceptAll, opening, place));
                break;
            default:
                RefuseForWantOfPlace(judge, opening);
                break;
        }
    }

    private void Open(SessionStep.Judge judge, string why, bool acceptAll, RelayOpening opening, RelayPlace place)
    {
        OpenRelay(judge, opening.Targets[0], place, _parts.Settings.Relay.Tls);
        Enter(AwaitingRecipientReply(judge, why, acceptAll, opening with { OpenedAt = _parts.Time.GetTimestamp() }));
    }

    private void GiveUpPlace(SessionStep.Judge judge, RelayOpening opening, RelayWaitOutcome outcome)
    {
        EndPlaceWait(outcome);
        RefuseForWantOfPlace(judge, opening);
    }

    private void RefuseForWantOfPlace(SessionStep.Judge judge, RelayOpening opening)
    {
        Meters.CountRelay(RelayOutcome.TooMany);
        var server = opening.Targets[0].Server;
        _log.Warning(
            LogLines.RelayNotFree, _client.Name, _client.Remote, RelayTarget.NameOf(server), (_relayWaited ?? TimeSpan.Zero).TotalSeconds, _parts.Board.BudgetOf(server).Waiting);
        FailRecipient(judge, SmtpReplies.TooManyRelays);
    }

    // Nothing happens where there is no wait. A place that was granted stays.
    private TimeSpan EndPlaceWait(RelayWaitOutcome outcome)
    {
        if (_awaited is not { } place)
            return TimeSpan.Zero;
        var waited = _parts.Time.GetElapsedTime(_awaitedSince);
        _relayWaited = (_relayWaited ?? TimeSpan.Zero) + waited;
        Meters.CountRelayWait(outcome, waited);
        if (outcome != RelayWaitOutcome.Granted)
            place.GiveBack();
        _awaited = null;
        return waited;
    }

    // In the phases before MAIL, which stand before it in the enum, the backend knows nothing of the mail, so another one may be
    // told: nothing is delivered twice.
    private bool MailIsUntold => _relay!.Phase < RelayPhase.Mail;

    private void PraiseServer(RelayOpening? opening)
    {
        if (opening is not null)
            _parts.Backends.Tell(new RelayWorked(opening.Targets[0]));
    }

    private void BlameServer(RelayOpening opening, string why) =>
        _parts.Backends.Tell(new RelayFailed(opening.Targets[0], why, _parts.Time.GetElapsedTime(opening.OpenedAt)));

    /// <summary>The search for a backend that takes the mail.</summary>
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
