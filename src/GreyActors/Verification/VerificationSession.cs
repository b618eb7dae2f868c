using System.Text;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Net;

namespace GreyActors.Verification;

/// <summary>One persistent session with a backend that verifies recipients, one at a time. It carries no mail.</summary>
/// <remarks>
/// Sends <see cref="Ready"/> to its parent when it can verify a recipient, and <see cref="Answered"/> for each. Stops when the backend closes the
/// connection, does not answer in time or sends anything unexpected, or after <see cref="Idle"/> without a question.
/// </remarks>
internal sealed class VerificationSession : Component
{
    // Shorter than the time after which backends close an idle session (Postfix: 5 min), and long enough for the next question of a busy site.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    private readonly UseBackends _parts;
    private readonly RelayTarget _target;
    private readonly ReplyReader _replies = new();
    private readonly Deadline _deadline = new(Context);
    private readonly IActorRef _connection;

    private VerificationSession(Nameplate nameplate, UseBackends parts, RelayTarget target)
        : base(nameplate)
    {
        (_parts, _target) = (parts, target);
        nameplate.About = RelayTarget.NameOf(target.Server);
        _connection = Context.Watch(Context.ActorOf(parts.Backends.RelayTo(target), "connection"));
    }

    private RelaySettings Settings => _parts.Backends.Settings.Relay;

    /// <summary>A session that connects when it starts, and accepts <see cref="MailPath"/> after <see cref="Ready"/>.</summary>
    public static Props Props(UseBackends parts, RelayTarget target) => PropsOf(nameplate => new VerificationSession(nameplate, parts, target));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _deadline.Set(Settings.VerifyTimeout);
        Enter(Opening(new ProbeDialogue(_parts.ServerName, Settings.Lmtp, Settings.Tls)));
    }

    /// <inheritdoc/>
    protected override void PostStop() => _deadline.Clear();

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    // The beginning is that of a probe: banner, EHLO, and TLS if it is configured.
    private UntypedReceive Opening(ProbeDialogue dialogue) => message =>
    {
        switch (message)
        {
            case TcpControl.Connected:
                if (SessionPreface.Of(Settings) is { IsEmpty: false } preface)
                    _connection.Tell(new TcpOutbox.Lines(preface));
                break;
            case TcpInbox.Line when dialogue.IsShaking:
                Fail();
                break;
            case TcpInbox.Line line when _replies.Take(line.Bytes.Span, out var reply) is var progress && progress != ReplyProgress.Unfinished:
                Follow(progress == ReplyProgress.Garbage ? new ProbeStep.Missed("no SMTP reply") : dialogue.Handle(reply!));
                break;
            case TcpControl.Secured:
                Follow(dialogue.Secured());
                break;
            default:
                Always(message);
                break;
        }
    };

    private void AwaitingQuestion(object message)
    {
        switch (message)
        {
            case MailPath forwardPath:
                Follow(VerificationDialogue.Start(forwardPath));
                break;
            case DeadlinePassed when _deadline.Is(message):
                Context.Parent.Tell(Leaves.Instance);
                _connection.Tell(new TcpOutbox.Lines("QUIT\r\n"u8.ToArray()));
                _connection.Tell(TcpSignal.Finished.Instance);
                Enter(Leaving);
                break;
            case TcpInbox.Line:
                // Nothing is due: the backend says that it closes the session.
                Fail();
                break;
            default:
                Always(message);
                break;
        }
    }

    private UntypedReceive AwaitingReply(VerificationDialogue dialogue) => message =>
    {
        switch (message)
        {
            case TcpInbox.Line line:
                switch (_replies.Take(line.Bytes.Span, out var reply))
                {
                    case ReplyProgress.Complete:
                        Follow(dialogue.Handle(reply!));
                        break;
                    case ReplyProgress.Garbage:
                        Fail();
                        break;
                }

                break;
            default:
                Always(message);
                break;
        }
    };

    private void Leaving(object message)
    {
        switch (message)
        {
            case Terminated:
                Context.Stop(Self);
                break;
            case MailPath:
                // The parent sent it before it knew. It is unknown when this actor has stopped, which is now.
                Fail();
                break;
            case TcpInbox or TcpControl or DeadlinePassed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Always(object message)
    {
        switch (message)
        {
            case DeadlinePassed when _deadline.Is(message):
            case TcpControl.Lost or Terminated:
                Fail();
                break;
            case TcpInbox or TcpControl or DeadlinePassed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Follow(ProbeStep step)
    {
        switch (step)
        {
            case ProbeStep.Say say:
                _connection.Tell(new TcpOutbox.Lines(Encoding.UTF8.GetBytes(say.Lines)));
                Enter(Opening(say.Next));
                break;
            case ProbeStep.Secure secure:
                _connection.Tell(new TcpOutbox.StartTls(RelaySecurity.For(Settings, HostAndPort.HostOf(_target.Server))));
                Enter(Opening(secure.Next));
                break;
            case ProbeStep.Learnt:
                AwaitQuestion();
                break;
            default:
                Fail();
                break;
        }
    }

    private void Follow(VerificationStep step)
    {
        switch (step)
        {
            case VerificationStep.Say say:
                if (say.Outcome is { } outcome)
                    Context.Parent.Tell(new Answered(outcome));
                _connection.Tell(new TcpOutbox.Lines(Encoding.ASCII.GetBytes(say.Lines)));
                _deadline.Set(Settings.VerifyTimeout);
                Enter(AwaitingReply(say.Next));
                break;
            case VerificationStep.Ready:
                AwaitQuestion();
                break;
            default:
                Fail();
                break;
        }
    }

    private void AwaitQuestion()
    {
        _deadline.Set(Idle);
        Context.Parent.Tell(Ready.Instance);
        Enter(AwaitingQuestion);
    }

    // The connection stops with this actor, which resets it.
    private void Fail() => Context.Stop(Self);

    /// <summary>The session can verify a recipient.</summary>
    public sealed record Ready
    {
        /// <summary>The one instance.</summary>
        public static readonly Ready Instance = new();
    }

    /// <summary>The session ends, and verifies no further recipient.</summary>
    public sealed record Leaves
    {
        /// <summary>The one instance.</summary>
        public static readonly Leaves Instance = new();
    }

    /// <summary>What the backend says about the recipient.</summary>
    public sealed record Answered(VerificationOutcome Outcome);
}
