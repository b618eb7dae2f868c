using System.Net;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Doors.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;
using GreyActors.Tests.Delivery;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>A policy among probes, and what each line of a <see cref="Dialogue"/> does with it.</summary>
/// <remarks>
/// Told to the policy: inbox, inbox+ (with more behind it), bad-line, data, control, verdict, tcp_inbox, tcp_control, clock. Expected of it: outbox, handshake, signal, attempt, relay,
/// tcp_outbox, start-tls, tcp_data, tcp_signal, log, policy. What is expected of one box comes in that order and nothing comes that is not expected.
/// What it tells of the backends is expected only where report says so. Round it: memory (scarce, enough), health and place, see <see cref="DialogueBoard"/>.
/// </remarks>
internal sealed class DialogueStage
{
    private readonly TestKitBase _kit;
    private readonly TestProbe _socket;
    private readonly TestProbe _greylist;
    private readonly TestProbe _mailLog;
    private readonly TestProbe _relays;
    private readonly TestProbe _openings;
    private readonly TestProbe _watcher;
    private readonly TestProbe _backends;
    private readonly Queue<string> _said = new();
    private readonly Queue<string> _relayed = new();
    private IActorRef? _policy;
    private DialogueBoard? _board;
    private IActorRef _relay = ActorRefs.Nobody;
    private JudgeAttempt? _attempt;
    private bool _isMemoryScarce;
    private readonly FakeTimeProvider _time = new();
    private GreyActorsSettings _settings = TestSettings.Plain;
    private Reading _wanted = Reading.Nothing;
    private int _unread;
    private bool _shaking;
    private bool _interrupted;
    private bool _stopped;

    public DialogueStage(TestKitBase kit)
    {
        _kit = kit;
        _socket = kit.CreateTestProbe("socket");
        _greylist = kit.CreateTestProbe("greylist");
        _mailLog = kit.CreateTestProbe("mail-log");
        _relays = kit.CreateTestProbe("relays");
        _openings = kit.CreateTestProbe("openings");
        _watcher = kit.CreateTestProbe("watcher");
        _backends = kit.CreateTestProbe("backends");
    }

    public void Play(DialogueEntry entry)
    {
        if (entry.Box == "given")
            _settings = DialogueSettings.With(_settings, entry.Text);
        else
            Play(entry.Box, entry.Text, _policy ??= Start());
        Settle();
    }

    /// <summary>Nothing came that was not expected.</summary>
    public void End()
    {
        TakeFromSocket(all: true);
        Assert.Empty(_said);
        Assert.Empty(_relayed);
        foreach (var probe in new[] { _socket, _greylist, _mailLog, _relays, _openings, _watcher })
            Assert.False(probe.HasMessages, $"{probe.Ref.Path.Name} got more messages than the dialogue has");
    }

    private void Play(string box, string text, IActorRef policy)
    {
        switch (box)
        {
            case "inbox":
                AwaitTurn(Reading.Line);
                policy.Tell(new Inbox.Line(Encoding.UTF8.GetBytes(text), MoreWaiting: false), _socket);
                break;
            case "inbox+":
                AwaitTurn(Reading.Line);
                policy.Tell(new Inbox.Line(Encoding.UTF8.GetBytes(text), MoreWaiting: true), _socket);
                break;
            case "handshake":
                AwaitHandshake();
                break;
            case "bad-line":
                AwaitTurn(Reading.Line);
                policy.Tell(new Inbox.BadLine(Enum.Parse<BadLineReason>(text)), _socket);
                break;
            case "data":
                AwaitTurn(Reading.Chunk);
                var chunk = DialogueText.Bytes(text);
                _unread = chunk.Count;
                policy.Tell(new Inbox.Chunk(chunk), _socket);
                break;
            case "outbox":
                AwaitSaid();
                DialogueText.Match(text, _said.Dequeue());
                break;
            case "signal":
                Assert.Equal("finished", text);
                Assert.Empty(_said);
                Assert.Equal(Reading.Nothing, _wanted);
                _socket.ExpectMsg<Signal.Finished>();
                break;
            case "control":
                TakeFromSocket(all: true);
                _interrupted = text is not ("client-gone" or "client-finished");
                policy.Tell(
                    text switch
                    {
                        "client-gone" => new Control.ClientGone("connection closed by client"),
                        "client-finished" => Control.ClientFinished.Instance,
                        "client-silent" => Control.ClientSilent.Instance,
                        "out-of-time" => Control.OutOfTime.Instance,
                        "secured" => new Control.Secured(new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "")),
                        "drain" => Control.Drain.Instance,
                        "ended-by-operator" => Control.EndedByOperator.Instance,
                        _ => throw new FormatException(text),
                    },
                    _socket);
                break;
            case "attempt":
                _attempt = _greylist.ExpectMsg<JudgeAttempt>();
                Assert.Equal(text, $"{_attempt.Attempt.Identities.Single()} <{_attempt.Attempt.ReversePath}> <{_attempt.Attempt.ForwardPath}>");
                break;
            case "verdict":
                Judge(text, policy);
                break;
            case "relay":
                var opened = _openings.ExpectMsg<RelayStandIn.Opened>();
                _relay = _openings.LastSender;
                Assert.Equal(text, RelayTarget.NameOf(opened.Target.Server) + (text.Contains(' ', StringComparison.Ordinal) ? $" {opened.Target.Address}" : ""));
                break;
            case "report":
                Assert.Equal(text, _backends.ExpectMsg<RelayTried>() switch
                {
                    RelayWorked worked => $"worked {RelayTarget.NameOf(worked.Target.Server)}",
                    RelayFailed failed => $"failed {RelayTarget.NameOf(failed.Target.Server)}: {failed.Why}",
                    var other => $"{other}",
                });
                break;
            case "health":
                _board!.SetHealth(text);
                break;
            case "memory":
                _isMemoryScarce = text == "scarce";
                break;
            case "place":
                _board!.UsePlace(text);
                break;
            case "tcp_inbox":
                _relay.Tell(new RelayStandIn.Speak(new TcpInbox.Line(Encoding.UTF8.GetBytes(text))));
                break;
            case "tcp_control":
                _relay.Tell(new RelayStandIn.Speak(text switch
                {
                    "connected" => TcpControl.Connected.Instance,
                    "written" => TcpControl.Written.Instance,
                    "lost" => new TcpControl.Lost("connection reset"),
                    "secured" => new TcpControl.Secured(new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "CN=mail-1")),
                    _ => throw new FormatException(text),
                }));
                break;
            case "tcp_outbox":
                if (_relayed.Count == 0)
                    DialogueText.Split(_relays.ExpectMsg<TcpOutbox.Lines>().Bytes, _relayed);
                DialogueText.Match(text, _relayed.Dequeue());
                break;
            case "start-tls":
                Assert.Equal(text, _relays.ExpectMsg<TcpOutbox.StartTls>().Settings.Host);
                break;
            case "tcp_data":
                Assert.Equal(text, DialogueText.Escaped(_relays.ExpectMsg<TcpOutbox.Chunk>().Bytes));
                break;
            case "tcp_signal":
                var signal = _relays.ExpectMsg<TcpSignal>();
                Assert.Equal(text, signal is TcpSignal.Abort ? "abort" : "finished");
                break;
            case "log":
                var logged = _mailLog.ExpectMsg<MailLogged>();
                Assert.Equal(text, $"{GreylistLogLine.Word(logged.Status)} <{logged.ReversePath}> {string.Join(", ", logged.ForwardPaths.Select(path => $"<{path}>"))}");
                break;
            case "clock":
                _interrupted = true;
                _time.Advance(DialogueText.Duration(text));
                ((TestScheduler)_kit.Sys.Scheduler).Advance(DialogueText.Duration(text));
                break;
            case "policy":
                Assert.Equal("stopped", text);
                _watcher.ExpectTerminated(policy);
                _stopped = true;
                break;
            default:
                throw new FormatException($"There is no box {box}");
        }
    }

    private IActorRef Start()
    {
        _board = new DialogueBoard(_settings);
        var dependencies = new SessionDependencies(
            _settings,
            JudgeDependencies.Of(_settings, AccessPolicy.Compile(_settings.Access), _greylist, ActorRefs.Nobody, _time),
            new DeliveryDependencies(_settings, _board.Board, _backends, _time) { RelayTo = target => RelayStandIn.Props(target, _relays, _openings) },
            new SmtpCapabilities(SmtpExtensions.Pipelining | SmtpExtensions.EightBitMime | SmtpExtensions.Size, 1000),
            _mailLog,
            LogDialogue: false,
            _time)
        {
            Tls = _settings.Tls.Offered
                ? new TlsServerSettings(_ => throw new NotSupportedException(), _settings.Tls.Protocols, _settings.Tls.HandshakeTimeout)
                : null,
            IsMemoryScarce = () => _isMemoryScarce,
        };
        var client = new ConnectedClient("client-1", new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000), new IPEndPoint(IPAddress.Loopback, 25))
        {
            ImplicitTls = _settings.Listen[0].ImplicitTls,
        };
        var policy = _kit.Sys.ActorOf(GreylistPolicy.Props(dependencies, client, _socket), "policy");
        _watcher.Watch(policy);
        return policy;
    }

    private void Judge(string text, IActorRef policy)
    {
        var attempt = _attempt ?? _greylist.ExpectMsg<JudgeAttempt>();
        _attempt = null;
        JudgeOutcome outcome = text switch
        {
            "passed" => new JudgeOutcome.Decided(new Verdict(true, VerdictReason.WaitedLongEnough, TimeSpan.FromMinutes(5))),
            "deferred" => new JudgeOutcome.Decided(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero)),
            "unavailable" => JudgeOutcome.Unavailable.Instance,
            "crowded" => JudgeOutcome.Crowded.Instance,
            _ => throw new FormatException(text),
        };
        policy.Tell(new Judged(attempt.Number, outcome), _greylist);
    }

    // The policy waits for exactly one thing from the client, and it is this.
    private void AwaitTurn(Reading reading)
    {
        Assert.Empty(_said);
        while (_wanted == Reading.Nothing)
            TakeFromSocket(all: false);
        Assert.Empty(_said);
        Assert.Equal(reading, _wanted);
        _wanted = Reading.Nothing;
        _interrupted = false;
    }

    // The policy has sent its last cleartext reply.
    private void AwaitHandshake()
    {
        while (!_shaking)
            TakeFromSocket(all: false);
        Assert.Empty(_said);
        _shaking = false;
    }

    // While the policy waits for the client it says nothing, unless something happened round the session.
    private void AssertItsTurn() => Assert.True(_wanted == Reading.Nothing || _interrupted, $"the policy spoke though it waits for a {_wanted}");

    private void AwaitSaid()
    {
        while (_said.Count == 0)
        {
            AssertItsTurn();
            TakeFromSocket(all: false);
        }
    }

    private void TakeFromSocket(bool all)
    {
        do
        {
            switch (all ? _socket.HasMessages ? _socket.ReceiveOne(TimeSpan.Zero) : null : _socket.ExpectMsg<object>())
            {
                case Outbox.Send send:
                    AssertItsTurn();
                    DialogueText.Split(send.Bytes, _said);
                    _wanted = send.Next;
                    break;
                case Outbox.StartTls start:
                    AssertItsTurn();
                    DialogueText.Split(start.Bytes, _said);
                    _shaking = true;
                    return;
                case Outbox.SpeakTls:
                    AssertItsTurn();
                    _shaking = true;
                    return;
                case Outbox.Read read:
                    AssertItsTurn();
                    Assert.Equal(_unread, read.Taken);
                    _unread = 0;
                    _wanted = read.Next;
                    if (!all && _wanted == Reading.Nothing)
                        return;
                    break;
                case null:
                    return;
                case var other:
                    Assert.Fail($"socket got {other}");
                    break;
            }
        }
        while (all);
    }

    // The policy has handled all its messages, and its own messages have arrived.
    private void Settle()
    {
        AskPolicy();
        if (_relay.IsNobody())
            return;
        Ask(_relay);
        // What the relay has just said to the policy is done, too, before the clock moves.
        AskPolicy();
    }

    private void AskPolicy()
    {
        if (!_stopped && _policy is { } policy)
            Ask(policy);
    }

    private void Ask(IActorRef actor)
    {
        var probe = _kit.CreateTestProbe();
        actor.Tell(new Identify(null), probe);
        probe.ExpectMsg<ActorIdentity>();
    }
}
