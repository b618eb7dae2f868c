using System.Collections.Immutable;
using System.Net;
using System.Text;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Delivery;

/// <summary>One backend: looks up its name, probes it at intervals, gets results of relays from policies, and reports to its parent.</summary>
/// <remarks>
/// A probe tries one address after the other until one answers EHLO. While none answers, probes follow after 1 s, 2 s, 4 s and so on;
/// a failed relay brings the next probe forward. A server that is down keeps its last capabilities, and a name that cannot be looked up
/// keeps its addresses. Stops when its supervisor does.
/// </remarks>
public sealed partial class Backend : Component, IWithTimers
{
    private const int MaxReplyLine = 2048;

    // The time limit for a greeting, and for a look-up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Failed relays to a server that answers every probe must not cause a flood of probes.
    private static readonly BackOff Pauses = BackOff.Default;

    private readonly Nameplate _nameplate;
    private readonly EndPoint _server;
    private readonly RelaySettings _settings;
    private readonly string _serverName;
    private readonly Func<string, Task<IPAddress[]>> _lookUp;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly Deadline _deadline = new(Context);
    private ServerHealth _health;
    private SmtpCapabilities? _capabilities;
    private DateTimeOffset? _lastProbe;
    private int _probes;
    private int _missed;

    // The last look-up. No other one starts while it hangs.
    private Task<IPAddress[]>? _lookingUp;

    private Backend(Nameplate nameplate, EndPoint server, BackendsDependencies parts, ServerReport known)
        : base(nameplate)
    {
        _nameplate = nameplate;
        _server = server;
        _settings = parts.Settings;
        _serverName = parts.ServerName;
        _lookUp = parts.LookUp;
        _time = parts.Time;
        (_health, _capabilities, _) = known;
        Show();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props; accepts <see cref="RelayTried"/>, and sends <see cref="ServerReport"/> to its parent.</summary>
    public static Props Props(EndPoint server, BackendsDependencies parts, ServerReport known) =>
        PropsOf(nameplate => new Backend(nameplate, server, parts, known));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        StateMeters.RecordBackend(RelayTarget.NameOf(_server), isUp: true);
        BeginRound();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _deadline.Clear();
        StateMeters.ForgetBackend(RelayTarget.NameOf(_server));
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void AwaitingRound(object message)
    {
        switch (message)
        {
            case NextRound:
                BeginRound();
                break;
            case RelayFailed failed:
                Hear(failed);
                if (_missed == 0 && _health.Condition != ServerCondition.Up)
                    BringForward();
                break;
            default:
                Always(message);
                break;
        }
    }

    private void LookingUp(object message)
    {
        switch (message)
        {
            case Found found:
                Note(_health.Resolved(found.Addresses));
                ProbeNext(_health.Addresses, "its name stands for no address", _time.GetTimestamp());
                break;
            case NotFound notFound:
                ProbeNext(_health.Addresses, $"its name cannot be looked up: {notFound.Why}", _time.GetTimestamp());
                break;
            default:
                Always(message);
                break;
        }
    }

    private UntypedReceive Probing(Probe probe, ProbeDialogue dialogue) => message =>
    {
        switch (message)
        {
            case TcpControl.Connected when Sender.Equals(probe.TcpClient):
                if (SessionPreface.Of(_settings) is { IsEmpty: false } preface)
                    probe.TcpClient.Tell(new TcpOutbox.Lines(preface));
                _deadline.Set(Patience);
                break;
            case TcpInbox.Line when Sender.Equals(probe.TcpClient) && dialogue.IsShaking:
                Follow(probe, ProbeDialogue.SentCleartext());
                break;
            case TcpInbox.Line line when Sender.Equals(probe.TcpClient):
                switch (probe.Replies.Take(line.Bytes.Span, out var reply))
                {
                    case ReplyProgress.Complete:
                        Follow(probe, dialogue.Handle(reply!));
                        break;
                    case ReplyProgress.Garbage:
                        Miss(probe, "no SMTP reply");
                        break;
                }

                break;
            case TcpControl.Secured when Sender.Equals(probe.TcpClient):
                Follow(probe, dialogue.Secured());
                break;
            case TcpControl.Lost lost when Sender.Equals(probe.TcpClient):
                Follow(probe, dialogue.Lost(lost.Why));
                break;
            case DeadlinePassed when _deadline.Is(message):
                Miss(probe, "no answer in time");
                break;
            default:
                Always(message);
                break;
        }
    };

    private void Always(object message)
    {
        switch (message)
        {
            case RelayFailed failed:
                Hear(failed);
                break;
            case RelayWorked worked:
                Note(_health.Worked(worked.Target.Address, _time.GetUtcNow()));
                break;
            // A late message of a probe that has ended.
            case TcpInbox or TcpControl or DeadlinePassed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void BeginRound()
    {
        Timers.Cancel(NextRound.Instance);
        if (_server is not DnsEndPoint named || ServerReport.FixedAddressOf(_server) is not null || _lookingUp is { IsCompleted: false })
        {
            ProbeNext(_health.Addresses, "its name is still being looked up", _time.GetTimestamp());
            return;
        }

        _lookingUp = _lookUp(named.Host);
        _lookingUp.WaitAsync(Patience).PipeTo<IPAddress[]>(
            Self, Self, addresses => new Found([.. addresses.Select(address => new IPEndPoint(address, named.Port))]), failure => new NotFound(failure.GetBaseException().Message));
        Enter(LookingUp);
    }

    private void ProbeNext(ImmutableArray<EndPoint> left, string why, long roundBegan)
    {
        if (left.IsEmpty)
        {
            EndRound(_health.Failed(why, _time.GetElapsedTime(roundBegan), _time.GetUtcNow()), _missed + 1);
            return;
        }

        // An address, so that the name is not looked up again.
        var tcpClient = Context.ActorOf(
            TcpClient.Props(left[0], Patience, MaxReplyLine), $"probe-{++_probes}");
        _deadline.Set(Patience);
        Enter(Probing(new Probe(tcpClient, new ReplyReader(), left, roundBegan), new ProbeDialogue(_serverName, _settings.Lmtp, _settings.Tls)));
    }

    // Each step has its own time limit, which only a step moves: neither relays of that time nor single lines.
    private void Follow(Probe probe, ProbeStep step)
    {
        _deadline.Set(Patience);
        switch (step)
        {
            case ProbeStep.Say say:
                probe.TcpClient.Tell(new TcpOutbox.Lines(Encoding.UTF8.GetBytes(say.Lines)));
                Enter(Probing(probe, say.Next));
                break;
            case ProbeStep.Secure secure:
                probe.TcpClient.Tell(new TcpOutbox.StartTls(RelaySecurity.For(_settings, HostAndPort.HostOf(_server))));
                Enter(Probing(probe, secure.Next));
                break;
            case ProbeStep.Learnt learnt:
                Learn(probe, learnt.Capabilities);
                break;
            case ProbeStep.Missed missed:
                Miss(probe, missed.Why);
                break;
        }
    }

    private void Learn(Probe probe, SmtpCapabilities capabilities)
    {
        probe.TcpClient.Tell(new TcpOutbox.Lines("QUIT\r\n"u8.ToArray()));
        probe.TcpClient.Tell(TcpSignal.Finished.Instance);
        if (capabilities != _capabilities)
            _log.Info(LogLines.CapabilitiesLearnt, RelayTarget.NameOf(_server), string.Join(", ", capabilities.Keywords()));
        _capabilities = capabilities;
        EndRound(_health.Worked(probe.Left[0], _time.GetUtcNow()), missed: 0);
    }

    private void Miss(Probe probe, string why)
    {
        probe.TcpClient.Tell(TcpSignal.Abort.Instance);
        Note(_health.AddressFailed(probe.Left[0]));
        ProbeNext(probe.Left[1..], why, probe.RoundBegan);
    }

    private void EndRound(ServerHealth health, int missed)
    {
        _deadline.Clear();
        _missed = missed;
        _lastProbe = _time.GetUtcNow();
        Change(health);
        Context.Parent.Tell(new ServerReport(_health, _capabilities, _lastProbe));
        Timers.StartSingleTimer(NextRound.Instance, NextRound.Instance, Pause());
        Enter(AwaitingRound);
    }

    private TimeSpan Pause()
    {
        if (_missed == 0)
            return _settings.ProbeInterval;
        var pause = Pauses.After(_missed - 1);
        return pause < _settings.ProbeInterval ? pause : _settings.ProbeInterval;
    }

    private void BringForward()
    {
        var sinceLast = _time.GetUtcNow() - (_lastProbe ?? default);
        if (sinceLast >= Pauses.First)
            BeginRound();
        else
            Timers.StartSingleTimer(NextRound.Instance, NextRound.Instance, Pauses.First - sinceLast);
    }

    /// <summary>A probe of one address.</summary>
    /// <param name="Left">This address, and those that are tried next if it does not answer.</param>
    private sealed record Probe(IActorRef TcpClient, ReplyReader Replies, ImmutableArray<EndPoint> Left, long RoundBegan);

    private sealed record Found(ImmutableArray<EndPoint> Addresses);

    private sealed record NotFound(string Why);

    private sealed record NextRound
    {
        public static readonly NextRound Instance = new();
    }
}
