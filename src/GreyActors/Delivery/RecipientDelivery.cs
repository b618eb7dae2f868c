using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Relaying;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Delivery;

/// <summary>Brings a passed recipient to a backend: its route, a backend that is up, a place there, the relay, and the backend's reply to RCPT.</summary>
/// <remarks>
/// Until MAIL was sent, the backend knows nothing of the mail, so another one may be tried: nothing is delivered twice.
/// From MAIL on, the backend's replies are about the mail.
/// </remarks>
internal sealed class RecipientDelivery(SessionRelays relays, PartWait wait, ConnectedClient client, IActorRef self, SessionRules rules, ILoggingAdapter log)
{
    // A client waits five minutes for the reply to RCPT (RFC 5321 4.5.3.2.3), and the backend needs its part of them. Waits for
    // places are included: relay.max-wait is not longer than this.
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMinutes(4);

    // The place that is awaited: it is given back however the session ends.
    private RelayPlace? _awaited;
    private long _awaitedSince;

    // The route of the open relay.
    private MailRoute? _route;

    private DeliveryDependencies Dependencies => relays.Dependencies;

    private RelaySettings Settings => Dependencies.Settings.Relay;

    private bool MailIsUnknownToBackend => relays.Open!.Phase < RelayPhase.Mail;

    /// <summary>Names the recipient to a backend.</summary>
    public PartStep Deliver(PassedRecipient recipient)
    {
        var (routes, transaction) = (Dependencies.Board.Routes, recipient.Question.Transaction);
        var route = routes.For(recipient.Question.ForwardPath.Domain);
        if (RefusalWithoutBackend(recipient.Question, route) is { } refusal)
            return new PartStep.RecipientAnswered(recipient, RecipientFate.ByRelay(refusal));

        // It has passed, and the greylist knows: in a mail transaction of its own it does not wait.
        if (routes.Binding(transaction) is { } bound && bound != route)
        {
            Meters.CountSeparate();
            return new PartStep.RecipientAnswered(recipient, RecipientFate.Separate());
        }

        // The open relay may go another way if its backend refused all recipients.
        if (_route != route)
            relays.End();
        _route = route;
        relays.AskedAt = Stopwatch.GetTimestamp();
        if (relays.Open is null)
        {
            return Search(
                recipient with { Targets = Dependencies.Board.TargetsOf(route), SearchBegan = Dependencies.Time.GetTimestamp() },
                SmtpReplies.NoRelay);
        }

        relays.Deadline.Set(Settings.ReplyTimeout);
        relays.Open.NameRecipient(recipient.Question.ForwardPath, recipient.Question.Parameters);
        return wait.For(AwaitingRecipientReply(recipient));
    }

    /// <summary>Ends the wait for a place, if there is one. A place that was granted stays.</summary>
    /// <returns>How long it lasted.</returns>
    public TimeSpan EndPlaceWait(RelayWaitOutcome outcome)
    {
        if (_awaited is not { } place)
            return TimeSpan.Zero;
        var waited = Dependencies.Time.GetElapsedTime(_awaitedSince);
        Meters.CountRelayWait(outcome, waited);
        if (outcome != RelayWaitOutcome.Granted)
            place.GiveBack();
        _awaited = null;
        return waited;
    }

    private Func<object, PartStep> AwaitingPlace(PassedRecipient recipient) => message =>
    {
        switch (message)
        {
            case RelayPlaceFree free when ReferenceEquals(free.Place, _awaited):
                relays.Deadline.Clear();
                var waited = EndPlaceWait(RelayWaitOutcome.Granted);
                log.Debug(LogLines.RelayWaited, client.Name, client.Remote, waited.TotalSeconds, RelayTarget.NameOf(recipient.Targets[0].Server));
                return Open(AfterWait(recipient, waited), free.Place);
            case DeadlinePassed when relays.Deadline.Is(message):
                return GiveUpPlace(recipient, RelayWaitOutcome.TooLong);
            case Control.Drain or Control.OutOfTime or Control.EndedByOperator:
                return GiveUpPlace(recipient, RelayWaitOutcome.SessionEnded);
            case Control.ClientGone or Control.ClientFinished:
                EndPlaceWait(RelayWaitOutcome.ClientGone);
                return new PartStep.RecipientAbandoned(recipient);
            default:
                return PartStep.Unexpected.Instance;
        }
    };

    private Func<object, PartStep> AwaitingRecipientReply(PassedRecipient recipient) => message =>
    {
        switch (message)
        {
            case TcpControl.Connected when relays.IsSender:
                relays.Open!.Connected();
                relays.Deadline.Set(Settings.ReplyTimeout);
                return PartStep.Waiting.Instance;
            case TcpInbox.Line line when relays.IsSender:
                return Handle(relays.Accept(line, Settings.ReplyTimeout), recipient);
            case TcpControl.Secured secured when relays.IsSender:
                log.Debug(LogLines.RelaySecured, relays.Open!.Name, secured.Facts);
                relays.Open.Secured();
                relays.Deadline.Set(Settings.ReplyTimeout);
                return PartStep.Waiting.Instance;
            case TcpControl.Lost lost when recipient.OpensRelay && relays.IsSender && relays.Open!.Phase == RelayPhase.Handshake:
                return ContinueWithoutTls(recipient, lost.Why);
            case TcpControl.Lost lost when relays.IsSender:
                var reply = relays.Open!.IsUnheard ? SmtpReplies.NoRelay : SmtpReplies.RelayLost;
                var mayTryNext = recipient.OpensRelay && MailIsUnknownToBackend;
                relays.Abandon(message);
                return mayTryNext ? TryNext(recipient, lost.Why, reply) : Fail(recipient, reply);
            case DeadlinePassed when relays.Deadline.Is(message):
                // The client has waited as long as a reply may take: the next backend is for its next attempt.
                if (recipient.OpensRelay && MailIsUnknownToBackend)
                    ReportFailure(recipient, "no reply in time");
                relays.Abandon(message);
                return Fail(recipient, SmtpReplies.NoRelay);
            case Control.ClientGone or Control.ClientFinished:
                return new PartStep.RecipientAbandoned(recipient);
            default:
                return PartStep.Unexpected.Instance;
        }
    };

    private PartStep Handle(RelayStep? step, PassedRecipient recipient)
    {
        switch (step)
        {
            case RelayStep.RecipientAccepted accepted:
                ReportSuccess(recipient);
                return Decide(recipient, accepted.Reply);
            case RelayStep.RecipientRefused refused:
                ReportSuccess(recipient);
                return Decide(recipient, refused.Reply);
            case RelayStep.MailRefused refused:
                ReportSuccess(recipient);
                return Fail(recipient, refused.Reply, isMailRefused: true);
            case RelayStep.Failed failed when recipient.OpensRelay && MailIsUnknownToBackend:
                if (failed.Reply == SmtpReplies.RelayInsecure)
                    LogTlsFailure(relays.Open!.Phase == RelayPhase.StartTls ? "STARTTLS was refused" : "STARTTLS is not offered", inClear: false);
                var why = $"no good reply in phase {relays.Open!.Phase}";
                relays.End();
                return TryNext(recipient, why, failed.Reply);
            case RelayStep.Failed failed:
                return Fail(recipient, failed.Reply);
            default:
                return PartStep.Waiting.Instance;
        }
    }

    // The reply to a recipient for which no backend has to be asked, or must not be asked.
    private SmtpReply? RefusalWithoutBackend(SessionStep.Judge question, MailRoute route)
    {
        // Another relay would carry the mail to the later recipients only.
        if (question.Transaction.Has(RecipientStatus.Lost))
            return question.Transaction.Loss;
        // Another backend may accept the reverse-path.
        if (question.Transaction.Refusal is { } refusal && _route == route)
            return refusal;
        return Settings.Lmtp && MustComeAlone(question) ? SmtpReplies.SendSeparately : null;
    }

    private bool MustComeAlone(SessionStep.Judge question)
    {
        var accepted = question.Transaction.Accepted();
        return accepted.Any() && accepted.Select(recipient => recipient.ForwardPath).Append(question.ForwardPath).Any(Dependencies.Lone.Contains);
    }

    // Tries the first of the targets that are left. If none is left, the client gets `reply`.
    private PartStep Search(PassedRecipient recipient, SmtpReply reply)
    {
        if (!recipient.OpensRelay || Dependencies.Time.GetElapsedTime(recipient.SearchBegan) > LongestSearch)
            return Fail(recipient, reply);

        // The limit holds for all waits of one recipient together.
        var patience = Settings.MaxWait - (recipient.RelayWaited ?? TimeSpan.Zero);
        var place = Dependencies.Board.BudgetOf(recipient.Targets[0].Server).Claim(client.RemoteIp.Address, self, mayWait: patience > TimeSpan.Zero);
        switch (place?.State)
        {
            case PlaceState.Taken:
                return Open(recipient, place);
            case PlaceState.Awaited:
                (_awaited, _awaitedSince) = (place, Dependencies.Time.GetTimestamp());
                Meters.CountRelayAwaited();
                relays.Deadline.Set(patience);
                return wait.For(AwaitingPlace(recipient));
            default:
                return FailForWantOfPlace(recipient);
        }
    }

    private PartStep Open(PassedRecipient recipient, RelayPlace place)
    {
        Connect(recipient, place, Settings.Tls);
        return wait.For(AwaitingRecipientReply(recipient with { OpenedAt = Dependencies.Time.GetTimestamp() }));
    }

    private void Connect(PassedRecipient recipient, RelayPlace place, RelayTls tls)
    {
        var question = recipient.Question;
        relays.Connect(recipient.Targets[0], place, new RelayPlan(
            rules.ServerName, question.Transaction.ReversePath, question.Transaction.Parameters, question.ForwardPath, question.Parameters)
        {
            Client = ForwardedClient.Of(client.RemoteIp, client.LocalIp, question.Session),
            ClientAddress = Settings.ClientAddress,
            Lmtp = Settings.Lmtp,
            Tls = tls,
        });
    }

    // On a connection of its own, because nothing of a failed handshake may be left in it. Without TLS no handshake can fail again.
    private PartStep ContinueWithoutTls(PassedRecipient recipient, string failure)
    {
        var step = relays.Open!.FailSecuring();
        LogTlsFailure(failure, inClear: step is null);
        if (step is RelayStep.Failed failed)
        {
            relays.Drop();
            return TryNext(recipient, failure, failed.Reply);
        }

        if (relays.Detach() is not { } place)
            return PartStep.Waiting.Instance;
        Connect(recipient, place, RelayTls.Off);
        return wait.For(AwaitingRecipientReply(recipient));
    }

    private PartStep TryNext(PassedRecipient recipient, string why, SmtpReply reply)
    {
        ReportFailure(recipient, why);
        return Search(recipient.WithNextTarget(), reply);
    }

    private PartStep.RecipientAnswered GiveUpPlace(PassedRecipient recipient, RelayWaitOutcome outcome) =>
        FailForWantOfPlace(AfterWait(recipient, EndPlaceWait(outcome)));

    private PartStep.RecipientAnswered FailForWantOfPlace(PassedRecipient recipient)
    {
        Meters.CountRelay(RelayOutcome.TooMany);
        var server = recipient.Targets[0].Server;
        log.Warning(
            LogLines.RelayNotFree, client.Name, client.Remote, RelayTarget.NameOf(server), (recipient.RelayWaited ?? TimeSpan.Zero).TotalSeconds, Dependencies.Board.BudgetOf(server).Waiting);
        return Fail(recipient, SmtpReplies.TooManyRelays);
    }

    private PartStep.RecipientAnswered Decide(PassedRecipient recipient, SmtpReply reply)
    {
        CountReply(reply);
        return new PartStep.RecipientAnswered(recipient, RecipientFate.ByRelay(reply, recipient.AcceptAll, recipient.Answer.Reason));
    }

    private PartStep.RecipientAnswered Fail(PassedRecipient recipient, SmtpReply reply, bool isMailRefused = false)
    {
        relays.End();
        CountReply(reply);
        return new PartStep.RecipientAnswered(recipient, RecipientFate.ByRelay(reply), isMailRefused, IsRelayLost: true);
    }

    private void CountReply(SmtpReply reply)
    {
        relays.Deadline.Clear();
        Meters.RecordRelayReply(RelayQuestion.Recipient, relays.AskedAt);
        if (!reply.IsPositive)
            Meters.CountRelay(reply.IsPermanent ? RelayOutcome.RecipientRejected : RelayOutcome.RecipientFailed);
    }

    private void ReportSuccess(PassedRecipient recipient)
    {
        if (recipient.OpensRelay)
            Dependencies.Backends.Tell(new RelayWorked(recipient.Targets[0]));
    }

    private void ReportFailure(PassedRecipient recipient, string why) =>
        Dependencies.Backends.Tell(new RelayFailed(recipient.Targets[0], why, Dependencies.Time.GetElapsedTime(recipient.OpenedAt)));

    private void LogTlsFailure(string why, bool inClear)
    {
        Meters.CountTlsFailure(inClear);
        log.Warning(LogLines.RelayNotSecured, relays.Open!.Name, why, inClear ? "the mail is sent in cleartext" : "the mail stays queued at the client");
    }

    private static PassedRecipient AfterWait(PassedRecipient recipient, TimeSpan waited) =>
        recipient with { RelayWaited = (recipient.RelayWaited ?? TimeSpan.Zero) + waited };
}
