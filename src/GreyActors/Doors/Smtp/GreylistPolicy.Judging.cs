using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Doors.Smtp;

/// <content>What becomes of a recipient once the rules were asked: the greylist's verdict, and the reply.</content>
public sealed partial class GreylistPolicy
{
    private UntypedReceive AwaitingVerdict(SessionStep.Judge judge, Attempt attempt) => message =>
    {
        switch (message)
        {
            case Judged judged when ReferenceEquals(judged.Attempt, attempt):
                _deadline.Clear();
                Meters.RecordVerdict(_asked);
                switch (judged.Outcome)
                {
                    case JudgeOutcome.Decided decided:
                        Follow(judge, decided.Verdict);
                        break;
                    case JudgeOutcome.Crowded:
                        _rule = DecisionRule.Crowded;
                        Settle(judge, RecipientFate.Deferred(SmtpReplies.StoreFailure, "too many attempts at once"));
                        break;
                    default:
                        FollowStoreFailure(judge);
                        break;
                }

                break;
            case DeadlinePassed when _deadline.Is(message):
                FollowStoreFailure(judge);
                break;
            case Control.ClientFinished:
                // The verdict is near, and the client may want to hear it.
                break;
            case TcpControl.Lost when IsFromRelay():
                AbandonRelay(message);
                Apply(SessionEvent.RelayLost.ByBackend);
                Enter(AwaitingVerdict(judge with { Transaction = _session.Transaction! }, attempt));
                break;
            default:
                Always(message);
                break;
        }
    };

    private void Apply(SessionStep.Judge judge, RecipientRuling ruling)
    {
        _rule = DecisionRules.Of(ruling.Rule);
        _relayWaited = null;
        TellSlowExpressions(ruling.TimedOut);
        switch (ruling.Rule)
        {
            case RecipientRule.DomainNotServed:
                Settle(judge, RecipientFate.Refused(SmtpReplies.DomainNotServed));
                break;
            case RecipientRule.SenderRouted:
                Settle(judge, RecipientFate.Refused(SmtpReplies.RoutedRecipient));
                break;
            case RecipientRule.AskGreylist when !judge.Transaction.AcceptAll:
                var attempt = new Attempt(
                    Identities(), SenderNormaliser.Normalise(judge.Transaction.ReversePath.Address), ForwardPathNormaliser.Normalise(judge.ForwardPath.Address));
                _asked = Stopwatch.GetTimestamp();
                _parts.Greylist.Tell(new JudgeAttempt(attempt));
                _deadline.Set(_parts.Settings.Store.Timeout);
                Enter(AwaitingVerdict(judge, attempt));
                break;
            default:
                Accept(judge, WhyAccepted(ruling), acceptAll: ruling.IsForWholeMail && _rules.DeferAt == DeferAt.Data);
                break;
        }
    }

    private static string WhyAccepted(RecipientRuling ruling) =>
        ruling.Rule == RecipientRule.AskGreylist ? "whitelisted with another recipient" : AccessInWords.Of(ruling);

    private void TellSlowExpressions(ImmutableArray<AccessMatch> timedOut)
    {
        foreach (var slow in timedOut)
        {
            Meters.CountSlowExpression(AccessInWords.Of(slow.List));
            if (_parts.SlowExpressions.IsWorthALine(slow, _parts.Time.GetUtcNow()))
                _log.Warning(LogLines.SlowExpression, slow, PathExpression.Limit);
        }
    }

    private ImmutableArray<ClientIdentity> Identities()
    {
        if (_identities.IsDefault)
        {
            var settings = _parts.Settings.Greylisting;
            _identities = [ClientIdentity.OfNetwork(_client.Remote.Address, settings.Ipv4Prefix, settings.Ipv6Prefix)];
        }

        return _identities;
    }

    private void Follow(SessionStep.Judge judge, Verdict verdict)
    {
        Meters.CountVerdict(verdict);
        _verdict = verdict;
        _rule = DecisionRules.Of(verdict.Reason);
        if (verdict.Passed)
            Accept(judge with { Waited = WaitOf(verdict) }, InWords.Of(verdict), acceptAll: false);
        else
            Settle(judge, RecipientFate.Deferred(_rules.DeferReply, InWords.Of(verdict)));
    }

    // A triplet that is known has waited for an earlier mail.
    private static TimeSpan WaitOf(Verdict verdict) => verdict.Reason == VerdictReason.WaitedLongEnough ? verdict.Waited : TimeSpan.Zero;

    private void FollowStoreFailure(SessionStep.Judge judge)
    {
        Meters.CountStoreFailure();
        _rule = DecisionRule.StoreFailure;
        var accept = _parts.Settings.Greylisting.OnStoreFailure == Configuration.OnStoreFailure.Accept;
        _log.Warning(LogLines.StoreFailure, judge.ForwardPath, judge.Transaction.ReversePath, accept ? "accepted" : "deferred");
        if (accept)
            Accept(judge, "the greylist does not answer", acceptAll: false);
        else
            Settle(judge, RecipientFate.Deferred(SmtpReplies.StoreFailure, "the greylist does not answer"));
    }

    // The first one is kept for the log. Each further one would take memory: a client may name a thousand, of a thousand octets each.
    private void RefuseForWantOfMemory(SessionStep.Judge judge)
    {
        (_verdict, _rule) = (null, DecisionRule.LittleMemory);
        if (judge.Transaction.Recipients.IsEmpty)
            Settle(judge, RecipientFate.ByRelay(SmtpReplies.LittleMemory));
        else
            Answer(SmtpReplies.LittleMemory);
    }

    // The recipient's fate is known: its RCPT is answered.
    private void Settle(SessionStep.Judge judge, RecipientFate fate)
    {
        TellDecision(judge, fate);
        var step = Apply(new SessionEvent.RecipientDecided(judge, fate));
        // The whole mail is deferred now, so what the backend was already told of it is void.
        if (step.Session.Transaction is { IsDeferredWhole: true })
            EndRelay();
        Execute(step);
    }
}
