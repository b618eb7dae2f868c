using System.Diagnostics.CodeAnalysis;
using System.Text;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Doors.Smtp;

/// <summary>The SMTP session with one client and its verdicts; opens a relay to the backend for the first recipient it accepts.</summary>
/// <remarks>
/// Kamaelia: GreyListingPolicy, with MailHandler and ConcreteMailHandler. What a command means is decided by <see cref="SmtpSession"/>,
/// what the backend's reply means by <see cref="RelayDialogue"/>; this actor waits and passes on. It reads one command at a time.
/// Stops when the client has gone, or the last word is said and no relay is left.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "An actor is disposed of by PostStop.")]
public sealed partial class GreylistPolicy : Component
{
    private readonly ConnectedClient _client;
    private readonly IActorRef _socket;

    // Of the session: what was offered at its start holds to its end.
    private readonly TlsServerSettings? _tlsSettings;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);

    // Of the behaviour: for what it awaits from a backend or, before the banner, from nobody. The judge has its own. The client's silence is measured by NoActivityTimeout.
    private readonly Deadline _deadline = new(Context);

    private readonly RelayHold _hold;
    private readonly RecipientJudge _judge;

    // Of the mail transaction: the configuration may be another for the next one.
    private SessionDependencies _parts;
    private SessionRules _rules;
    private SmtpSession _session = SmtpSession.Start;

    // The relay of the open transaction; null while none of its recipients was accepted.
    private Relay? _relay;
    private int _relaysOpened;
    private int _relaysAlive;

    // What the client is told when its mail transaction is over: null unless the session is to end then.
    private Farewell? _farewell;

    private GreylistPolicy(Nameplate nameplate, SessionDependencies parts, ConnectedClient client, IActorRef socket)
        : base(nameplate)
    {
        _parts = parts;
        _client = client;
        _socket = socket;
        _hold = new RelayHold(new Deadline(Context), parts.Time);
        _judge = new RecipientJudge(Context, parts.Judging, _log);
        _tlsSettings = parts.Tls;
        var settings = parts.Settings;
        _rules = new SessionRules(
            settings.ServerName,
            $"[{client.Remote.Address}]",
            parts.Offered,
            settings.Greylisting.DeferAt,
            parts.Judging.Rules.DeferReply,
            settings.Limits.MaxRecipients,
            settings.Limits.MaxErrors,
            settings.Limits.RejectEarlyTalkers,
            parts.Tls is null ? TlsOffer.None : settings.Tls.Required ? TlsOffer.Required : TlsOffer.Offered);
    }

    /// <summary>The policy of one client; <paramref name="socket"/> takes its <see cref="Outbox"/>.</summary>
    public static Props Props(SessionDependencies parts, ConnectedClient client, IActorRef socket) =>
        PropsOf(nameplate => new GreylistPolicy(nameplate, parts, client, socket));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_client.ImplicitTls)
            StartWithTls();
        else
            Begin();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "session cut off"));
        Meters.RecordSession(Environment.TickCount64 - Nameplate.Started);
        _deadline.Clear();
        _judge.Dispose();
        _hold.End();
        EndPlaceWait(RelayWaitOutcome.SessionEnded);
        foreach (var place in _places.Values)
            place.GiveBack();
        while (_relaysAlive-- > 0)
            Meters.CountRelayClosed();
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void AwaitingCommand(object message)
    {
        switch (message)
        {
            case Inbox.Line line:
                _hold.Stop();
                Handle(line);
                break;
            case Inbox.BadLine bad:
                _hold.Stop();
                var isBare = bad.Reason == BadLineReason.BareNewline;
                Execute(Apply(new SessionEvent.LineRejected(isBare ? SmtpReplies.BareNewline : SmtpReplies.LineTooLong)), afterBareNewline: isBare);
                break;
            case Control.OutOfTime or Control.ClientSilent or Control.EndedByOperator:
                EndNow((Control)message);
                break;
            case Control.Drain when _session.Transaction is null:
                EndNow((Control)message);
                break;
            case TcpControl.Lost when IsFromRelay():
                AbandonRelay(message);
                Apply(SessionEvent.RelayLost.ByBackend);
                break;
            case TcpInbox.Line line when IsFromRelay():
                // Unasked for, so it can only be its farewell.
                if (_relay!.Take(line.Bytes.Span) is not null)
                {
                    EndRelay();
                    Apply(SessionEvent.RelayLost.ByBackend);
                }

                break;
            default:
                Always(message);
                break;
        }
    }

    private void Leaving(object message)
    {
        switch (message)
        {
            case Terminated ended:
                ForgetRelay(ended.ActorRef);
                StopWhenAlone();
                break;
            case DescribeSession:
                Sender.Tell(Describe());
                break;
            case Inbox or Control or TcpInbox or TcpControl or Judged or RelayPlaceFree or RelayPlaceWanted or DeadlinePassed or ListSearchEnded:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // What may come in any behaviour but the last.
    private void Always(object message)
    {
        switch (message)
        {
            case Control.ClientGone or Control.ClientFinished:
                Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "client gone"));
                Leave();
                break;
            case Control.Drain or Control.OutOfTime or Control.EndedByOperator:
                EndLater((Control)message);
                break;
            case DescribeSession:
                Sender.Tell(Describe());
                break;
            case Terminated ended:
                ForgetRelay(ended.ActorRef);
                break;
            case RelayPlaceWanted wanted when _hold.IsTakenInMailData(wanted.Place) is { } inMailData:
                YieldRelay(inMailData);
                break;
            case DeadlinePassed when _hold.Is(message):
                if (_hold.IsOver())
                    EndIdleSession();
                break;
            // It is our turn; or a verdict or a place that came after we had stopped waiting; or the last words of a relay that we have ended.
            case Control.ClientSilent or Judged or RelayPlaceFree or RelayPlaceWanted or TcpControl or TcpInbox or DeadlinePassed or ListSearchEnded:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Execute(SessionStep step, bool afterBareNewline = false)
    {
        switch (step)
        {
            case SessionStep.Answer answer:
                Answer(answer.Reply);
                break;
            case SessionStep.Judge judge when _parts.IsMemoryScarce():
                RefuseForWantOfMemory(judge);
                break;
            case SessionStep.Judge judge:
                Decide(judge);
                break;
            case SessionStep.StartData:
                AskForData();
                break;
            case SessionStep.DiscardData discard:
                _socket.Tell(new Outbox.Read(0, Reading.Chunk));
                var scanner = new MailDataScanner();
                // The first line of the content was taken for a command. A dot behind a bare newline is not its end.
                if (afterBareNewline)
                    scanner.Scan("\n"u8);
                Enter(SwallowingMailData(scanner, discard.Reply));
                break;
            case SessionStep.StartTls start:
                StartTls(start);
                break;
            case SessionStep.Close close:
                SayLast(close.Reply);
                break;
        }
    }

    private void Handle(Inbox.Line line)
    {
        var command = CommandParser.Parse(line.Bytes.Span);
        if (command.Verb is SmtpVerb.NotOffered or SmtpVerb.Foreign || (command.Verb == SmtpVerb.StartTls && _rules.Tls == TlsOffer.None))
        {
            // What follows AUTH is a password.
            _log.Info(LogLines.ForeignCommand, _client.Name, _client.Remote, Encoding.ASCII.GetString(FirstWord(line.Bytes).Span));
        }

        if (_session.Transaction is null)
            GoByNewest();
        Hear(line.Bytes, command.Verb);
        var step = Apply(new SessionEvent.CommandReceived(command, line.MoreWaiting));
        if (step is SessionStep.StartTls && _parts.IsMemoryScarce())
            step = new SessionStep.Answer(_session, SmtpReplies.NoTlsNow);
        if (line.MoreWaiting && command.Verb == SmtpVerb.StartTls)
            NoteCleartextAfterStartTls(step);
        // Content that nobody asked for may be over before it began: then there is nothing to throw away.
        Execute(step is SessionStep.DiscardData unwanted && line.Bytes.Span is [(byte)'.']
            ? new SessionStep.Answer(unwanted.Session, unwanted.Reply)
            : step);
    }

    private void Answer(SmtpReply reply)
    {
        // A drain waits for the open transaction; a session that is out of time, or that the operator ends, does not.
        if (_farewell is { } farewell && (_session.Transaction is null || farewell.AtOnce))
        {
            Say(reply, Reading.Nothing);
            SayLast(farewell.Reply);
            return;
        }

        Say(reply, Reading.Line);
        AwaitClient(inMailData: false);
        Enter(AwaitingCommand);
    }

    private void Say(SmtpReply reply, Reading next)
    {
        NoteReply(reply);
        _socket.Tell(new Outbox.Send(reply.Bytes, next));
    }

    private void SayLast(SmtpReply reply)
    {
        Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "session ended"));
        Say(reply, Reading.Nothing);
        _socket.Tell(Signal.Finished.Instance);
        Leave();
    }

    // The first reason is the one that the client is given: an operator's word is not replaced by that of a shutdown.
    private void EndLater(Control control)
    {
        if (Farewell.For(control) is { } farewell)
            _farewell = _farewell?.And(farewell) ?? farewell;
    }

    private void EndNow(Control control)
    {
        EndLater(control);
        SayLast(_farewell!.Reply);
    }
}
