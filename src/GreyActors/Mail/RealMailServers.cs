using System.Collections.Immutable;
using System.Net;
using System.Text;
using Akka.Actor;
using Akka.Event;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Mail;

/// <summary>Asks the real mail servers from time to time what they offer, and tells its parent what may be offered in front of them.</summary>
/// <remarks>
/// A server that is away keeps what was last known of it: clients that come meanwhile are deferred or told to come again, and shall find
/// the same extensions then. With several servers only what all of them offer is offered. Stops when its supervisor does.
/// </remarks>
public sealed class RealMailServers : Component, IWithTimers
{
    private const int MaxReplyLine = 2048;

    // A server that takes longer for a greeting is probed again later; the start of the service waits for the first round.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RelaySettings _settings;
    private readonly byte[] _ehlo;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ImmutableDictionary<DnsEndPoint, SmtpCapabilities> _known = ImmutableDictionary<DnsEndPoint, SmtpCapabilities>.Empty;
    private SmtpCapabilities? _told;
    private int _probes;

    private RealMailServers(Nameplate nameplate, RelaySettings settings, string serverName)
        : base(nameplate)
    {
        _settings = settings;
        _ehlo = Encoding.UTF8.GetBytes($"{(settings.Lmtp ? "LHLO" : "EHLO")} {serverName}\r\n");
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props; the parent is told <see cref="OfferInFront"/> after the first round, and whenever it changes.</summary>
    public static Props Props(RelaySettings settings, string serverName) =>
        PropsOf(nameplate => new RealMailServers(nameplate, settings, serverName));

    /// <inheritdoc/>
    protected override void PreStart() => Probe(0);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void Idle(object message)
    {
        switch (message)
        {
            case NextRound:
                Probe(0);
                break;
            case TcpInbox or TcpControl or ReceiveTimeout:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private UntypedReceive Probing(int server, IActorRef tcpClient, ReplyReader replies, bool greeted) => message =>
    {
        switch (message)
        {
            case TcpInbox.Line line when Sender.Equals(tcpClient):
                var progress = replies.Take(line.Bytes.Span, out var reply);
                if (progress == ReplyProgress.Complete && reply!.IsPositive)
                {
                    Hear(server, tcpClient, replies, greeted, reply);
                }
                else if (progress != ReplyProgress.Unfinished)
                {
                    tcpClient.Tell(TcpSignal.Abort.Instance);
                    Miss(server, reply?.ToString() ?? "no SMTP reply");
                }

                break;
            case TcpControl.Connected when Sender.Equals(tcpClient) && !Preface.IsEmpty:
                tcpClient.Tell(new TcpOutbox.Lines(Preface));
                break;
            case TcpControl.Lost lost when Sender.Equals(tcpClient):
                Miss(server, lost.Why);
                break;
            case ReceiveTimeout:
                tcpClient.Tell(TcpSignal.Abort.Instance);
                Miss(server, "no answer in time");
                break;
            case TcpInbox or TcpControl:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    // A server that expects a PROXY header waits for it before it says anything.
    private ReadOnlyMemory<byte> Preface => _settings.ClientAddress switch
    {
        ClientAddressMode.ProxyV1 => ProxyHeader.Version1Local,
        ClientAddressMode.ProxyV2 => ProxyHeader.Version2Local,
        _ => default,
    };

    private void Probe(int server)
    {
        if (server == _settings.To.Length)
        {
            EndRound();
            return;
        }

        var tcpClient = Context.ActorOf(TcpClient.Props(_settings.To[server], Patience, MaxReplyLine), $"probe-{++_probes}");
        Context.SetReceiveTimeout(Patience);
        Enter(Probing(server, tcpClient, new ReplyReader(), greeted: false));
    }

    private void Hear(int server, IActorRef tcpClient, ReplyReader replies, bool greeted, RelayReply reply)
    {
        if (!greeted)
        {
            tcpClient.Tell(new TcpOutbox.Lines(_ehlo));
            Enter(Probing(server, tcpClient, replies, greeted: true));
            return;
        }

        tcpClient.Tell(new TcpOutbox.Lines("QUIT\r\n"u8.ToArray()));
        tcpClient.Tell(TcpSignal.Finished.Instance);
        Learn(_settings.To[server], SmtpCapabilities.Parse(reply));
        Probe(server + 1);
    }

    private void Learn(DnsEndPoint server, SmtpCapabilities capabilities)
    {
        if (_known.TryGetValue(server, out var before) && before == capabilities)
            return;
        _known = _known.SetItem(server, capabilities);
        _log.Info(LogLines.CapabilitiesLearnt, Name(server), string.Join(", ", capabilities.Keywords()));
    }

    private void Miss(int server, string why)
    {
        _log.Warning(LogLines.ProbeFailed, Name(_settings.To[server]), why);
        Probe(server + 1);
    }

    private void EndRound()
    {
        Context.SetReceiveTimeout(null);
        var offer = SmtpCapabilities.OfferedInFront(_known.Values);
        if (offer != _told)
        {
            _told = offer;
            Context.Parent.Tell(new OfferInFront(offer));
        }

        Timers.StartSingleTimer(NextRound.Instance, NextRound.Instance, _settings.ProbeInterval);
        Enter(Idle);
    }

    private static string Name(DnsEndPoint server) => $"{server.Host}:{server.Port}";

    private sealed record NextRound
    {
        public static readonly NextRound Instance = new();
    }
}

/// <summary>What may be offered to clients from now on.</summary>
public sealed record OfferInFront(SmtpCapabilities Capabilities);
