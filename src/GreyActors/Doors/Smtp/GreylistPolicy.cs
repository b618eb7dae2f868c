using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;
using GreyActors.Reputation;
using GreyActors.Traps;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Doors.Smtp;

/// <summary>The SMTP session with one client: its lines and replies, and TLS. It reads one command at a time.</summary>
/// <remarks>
/// Kamaelia: GreyListingPolicy, with MailHandler and ConcreteMailHandler. The meaning of each event is decided by <see cref="SmtpSession"/>;
/// recipients are judged by <see cref="RecipientJudge"/> and delivered by <see cref="MailDelivery"/>; <see cref="SessionRecord"/> keeps what is
/// logged and shown. This actor waits, asks them, and replies.
/// Stops when the client has gone, or the last reply is sent, and no relay is left.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "An actor is disposed of by PostStop.")]
public sealed partial class GreylistPolicy : Component
{
    private readonly ConnectedClient _client;
    private readonly IActorRef _socket;
    private readonly PartWait _wait;
    private readonly SessionOpening _opening;
    private readonly RecipientJudge _judge;
    private readonly MailDelivery _delivery;
    private readonly RecipientFlow _recipients;
    private readonly SessionRecord _record;

    // Of the mail transaction: the next one may have another configuration.
    private SessionDependencies _dependencies;
    private SessionRules _rules;
    private SmtpSession _session = SmtpSession.Start;

    // Asked once: the socket may refuse because too many stutter.
    private bool _stutters;

    // The last reply, once the session must end; null before.
    private Farewell? _farewell;

    private GreylistPolicy(Nameplate nameplate, SessionDependencies dependencies, ConnectedClient client, IActorRef socket)
        : base(nameplate)
    {
        (_client, _socket, _dependencies) = (client, socket, dependencies);
        _rules = dependencies.RulesFor(client);
        var log = LiveLog.Of(Context);
        _judge = new RecipientJudge(Context, dependencies.Judging, log);
        _wait = new PartWait(nameplate);
        _delivery = new MailDelivery(Context, _wait, client, socket, _rules, log, dependencies.Delivery);
        _record = new SessionRecord(client, nameplate, log, dependencies);
        // What TLS was offered at the start holds for the whole session, because EHLO has announced it.
        _opening = new SessionOpening(Context, _wait, client, socket, dependencies.Tls, _record, _rules);
        _recipients = new RecipientFlow(_wait, _judge, _delivery, _record, client, () => _session);
    }

    /// <summary>The policy of one client; <paramref name="socket"/> accepts its <see cref="Outbox"/>.</summary>
    public static Props Props(SessionDependencies dependencies, ConnectedClient client, IActorRef socket) =>
        PropsOf(nameplate => new GreylistPolicy(nameplate, dependencies, client, socket));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        PrepareJudge();
        AwaitPart(_opening.Start(_dependencies.Settings.Limits.GreetPause));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "session cut off"));
        Meters.RecordSession(Environment.TickCount64 - Nameplate.Started);
        _opening.End();
        _judge.Dispose();
        _delivery.CutOff();
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void AwaitingCommand(object message)
    {
        switch (message)
        {
            case Inbox.Line line:
                _delivery.ClientActed();
                Handle(line);
                break;
            case Inbox.BadLine bad:
                _delivery.ClientActed();
                var isBare = bad.Reason == BadLineReason.BareNewline;
                Execute(Apply(new SessionEvent.LineRejected(isBare ? SmtpReplies.BareNewline : SmtpReplies.LineTooLong)), afterBareNewline: isBare);
                break;
            case Control.OutOfTime or Control.ClientSilent or Control.EndedByOperator:
                EndNow((Control)message);
                break;
            case Control.Drain when _session.Transaction is null:
                EndNow((Control)message);
                break;
            case TcpControl.Lost or TcpInbox.Line when _delivery.LosesRelay(message):
                Apply(SessionEvent.RelayLost.ByBackend);
                break;
            default:
                Always(message);
                break;
        }
    }

    // The opening, the judge or the delivery is at work. The nameplate shows what it awaits.
    private void AwaitingPart(object message)
    {
        // A recipient that waits for a place gives it up now, and its reply is the last.
        if (message is Control.Drain or Control.OutOfTime or Control.EndedByOperator)
            EndLater((Control)message);
        Execute(_recipients.Receive(message), message);
    }

    private void Leaving(object message)
    {
        switch (message)
        {
            case Terminated ended:
                _delivery.Forget(ended.ActorRef);
                StopWhenAlone();
                break;
            case DescribeSession:
                Sender.Tell(_record.Describe(_session, _delivery, _judge));
                break;
            case Inbox or Control or TcpInbox or TcpControl or Judged or ClientTrapped or LookedUp or RelayPlaceFree or RelayPlaceWanted or DeadlinePassed or ListSearchEnded:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Messages that may come in any behaviour but the last.
    private void Always(object message)
    {
        switch (message)
        {
            case Control.ClientGone or Control.ClientFinished:
                LeaveWithClient();
                break;
            case Control.Drain or Control.OutOfTime or Control.EndedByOperator:
                EndLater((Control)message);
                break;
            case DescribeSession:
                Sender.Tell(_record.Describe(_session, _delivery, _judge));
                break;
            case Terminated ended:
                _delivery.Forget(ended.ActorRef);
                break;
            case RelayPlaceWanted or DeadlinePassed when _delivery.CheckHold(message) is { } step:
                Execute(step, message);
                break;
            case LookedUp:
                // Known before the recipient that needs it.
                _judge.Accepts(message, out _);
                break;
            // The client is silent while it is our turn; or an answer, a place or a deadline came too late; or an ended relay still speaks.
            case RelayPlaceWanted or DeadlinePassed or Control.ClientSilent or Judged or ClientTrapped or RelayPlaceFree or TcpControl or TcpInbox or ListSearchEnded:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ContinueInsideTls()
    {
        Apply(new SessionEvent.HandshakeFinished());
        if (_farewell is { } farewell)
        {
            SendLast(farewell.Reply);
        }
        else if (_client.ImplicitTls)
        {
            AwaitPart(_opening.Pause(_dependencies.Settings.Limits.GreetPause));
        }
        else
        {
            _socket.Tell(new Outbox.Read(0, Reading.Line));
            AwaitCommand();
        }
    }

    private void AwaitCommand()
    {
        _wait.End();
        Enter(AwaitingCommand);
    }

    private void LeaveWithClient()
    {
        Apply(new SessionEvent.TransactionEnded(MailStatus.Aborted, "client gone"));
        Leave();
    }

    private void Leave()
    {
        _opening.End();
        _judge.Dispose();
        _delivery.Finish();
        _wait.End();
        Enter(Leaving);
        StopWhenAlone();
    }

    private void StopWhenAlone()
    {
        if (!_delivery.HasRelays)
            Context.Stop(Self);
    }

    // The first reason is the one that the client gets: a shutdown does not replace the operator's reason.
    private void EndLater(Control control)
    {
        if (Farewell.For(control) is { } farewell)
            _farewell = _farewell?.And(farewell) ?? farewell;
    }

    private void EndNow(Control control)
    {
        EndLater(control);
        SendLast(_farewell!.Reply);
    }
}
