using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using GreyActors.Components;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;

namespace GreyActors.Net;

/// <summary>A connection to the backend. It sends <see cref="TcpInbox"/> and <see cref="TcpControl"/> to the actor that created it.</summary>
/// <remarks>
/// Kamaelia: TCPClient. Between two writes it forwards a bounded number of lines; a backend that sends more unrequested lines is disconnected. If the
/// backend offers TLS, the owner can start it. Stops when the connection has ended or could not be established.
/// </remarks>
public sealed class TcpClient : Component
{
    // The longest legal reply is that to EHLO, and no server has 100 lines of it.
    private const int MaxLinesBetweenWrites = 128;

    // A total time, not a time of silence: a backend that keeps sending must not keep the session alive.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly Nameplate _nameplate;
    private readonly EndPoint _address;
    private readonly TimeSpan _connectTimeout;
    private readonly LineFramer _lines;
    private readonly IActorRef _owner = Context.Parent;

    // The time limit for connecting, and for closing.
    private readonly Deadline _deadline = new(Context);
    private int _linesLeft = MaxLinesBetweenWrites;
    private SocketConnecting? _connecting;

    private TcpClient(Nameplate nameplate, EndPoint address, TimeSpan connectTimeout, int maxLine)
        : base(nameplate)
    {
        _address = address;
        _connectTimeout = connectTimeout;
        _lines = new LineFramer(maxLine);
        _nameplate = nameplate;
        _nameplate.About = HostAndPort.Of(address);
    }

    /// <summary>A client that connects when it starts.</summary>
    /// <param name="address">The backend.</param>
    /// <param name="connectTimeout">The time limit, including the name lookup.</param>
    /// <param name="maxLine">The longest accepted line, CRLF included.</param>
    public static Props Props(EndPoint address, TimeSpan connectTimeout, int maxLine) =>
        PropsOf(nameplate => new TcpClient(nameplate, address, connectTimeout, maxLine));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _connecting = SocketConnecting.To(Remote, Context.System, Self, SocketSettings.ForRelays);
        _deadline.Set(_connectTimeout);
        Enter(Connecting);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _deadline.Clear();
        _connecting?.Dispose();
    }

    private void Connecting(object message)
    {
        switch (message)
        {
            case Tcp.Connected:
                _deadline.Clear();
                Context.Watch(Sender);
                Sender.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: false, useResumeWriting: false));
                Sender.Tell(Tcp.ResumeReading.Instance);
                _owner.Tell(TcpControl.Connected.Instance);
                Enter(Open(Sender));
                break;
            case SocketConnecting.Failed failed:
                Lose(failed.Why);
                break;
            case DeadlinePassed when _deadline.Is(message):
                Lose("connection timed out");
                break;
            case TcpSignal:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private EndPoint Remote => _address switch
    {
        DnsEndPoint dns when AddressParser.Parse(dns.Host, AddressNotations.AnyOfDotNet) is { } ip => new IPEndPoint(ip, dns.Port),
        UnixSocketAddress unix => new UnixDomainSocketEndPoint(unix.Path),
        _ => _address,
    };

    // The channel handles the messages of the connection below it.
    private UntypedReceive Open(IActorRef connection) => message =>
    {
        switch (message)
        {
            case Tcp.Event when !Sender.Equals(connection):
                connection.Forward(message);
                break;
            case Tcp.Received received:
                Forward(received.Data.ToReadOnlySpan(), connection);
                break;
            case TcpOutbox.Lines lines:
                _linesLeft = MaxLinesBetweenWrites;
                connection.Tell(Tcp.Write.Create(Wire.Bytes(lines.Bytes)));
                break;
            case TcpOutbox.Chunk chunk:
                _linesLeft = MaxLinesBetweenWrites;
                connection.Tell(Tcp.Write.Create(chunk.Bytes, Written.Instance));
                break;
            case Written:
                _owner.Tell(TcpControl.Written.Instance);
                break;
            case TcpOutbox.StartTls start:
                Secure(connection, start.Settings);
                break;
            case TcpSignal.Finished:
                connection.Tell(Tcp.ConfirmedClose.Instance);
                connection.Tell(Tcp.ResumeReading.Instance);
                _deadline.Set(Linger);
                Enter(Closing(connection));
                break;
            case TcpSignal.Abort:
                connection.Tell(Tcp.Abort.Instance);
                Context.Stop(Self);
                break;
            case Tcp.CommandFailed:
                connection.Tell(Tcp.Abort.Instance);
                Lose("it does not read data");
                break;
            case Tcp.ErrorClosed closed:
                Lose(closed.Cause ?? "connection error");
                break;
            case Tcp.ConnectionClosed or Terminated:
                Lose("connection closed by the backend");
                break;
            case DeadlinePassed:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    // The first message of the channel is the result of the handshake.
    private UntypedReceive Securing(IActorRef channel) => message =>
    {
        switch (message)
        {
            case Tcp.Event when !Sender.Equals(channel):
                channel.Forward(message);
                break;
            case TlsProtocol.Established established:
                _nameplate.About = $"{_nameplate.About}, {established.Facts}";
                _owner.Tell(new TcpControl.Secured(established.Facts));
                channel.Tell(Tcp.ResumeReading.Instance);
                Enter(Open(channel));
                break;
            case TlsProtocol.Failed failed:
                Lose($"no TLS: {failed.Why}");
                break;
            case TcpSignal:
                channel.Tell(Tcp.Abort.Instance);
                Context.Stop(Self);
                break;
            case Terminated:
                Lose("no TLS: connection reset");
                break;
            case DeadlinePassed:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private UntypedReceive Closing(IActorRef connection) => message =>
    {
        switch (message)
        {
            case Tcp.Event when !Sender.Equals(connection):
                connection.Forward(message);
                break;
            case Tcp.Received:
                connection.Tell(Tcp.ResumeReading.Instance);
                break;
            case Tcp.ConnectionClosed or Terminated:
                Context.Stop(Self);
                break;
            case DeadlinePassed when _deadline.Is(message):
                connection.Tell(Tcp.Abort.Instance);
                Context.Stop(Self);
                break;
            case Written or TcpSignal or TcpOutbox or Tcp.CommandFailed or DeadlinePassed:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    // Cleartext must not be taken for data sent inside TLS (as in CVE-2011-0411): complete lines have reached the owner before the result of the
    // handshake, and part of a line ends this connection.
    private void Secure(IActorRef connection, TlsClientSettings settings)
    {
        if (_lines.HoldsPartOfLine)
        {
            connection.Tell(Tcp.Abort.Instance);
            Lose("it sent cleartext after its reply to STARTTLS");
            return;
        }

        Context.Unwatch(connection);
        Enter(Securing(Context.Watch(Context.ActorOf(TlsChannel.Props(connection, settings), "tls"))));
    }

    private void Forward(ReadOnlySpan<byte> bytes, IActorRef connection)
    {
        while (!bytes.IsEmpty)
        {
            var framed = _lines.Read(bytes, out var taken, out var line);
            bytes = bytes[taken..];
            if (framed == Framed.Nothing)
                break;
            if (framed != Framed.Line || --_linesLeft < 0)
            {
                connection.Tell(Tcp.Abort.Instance);
                Lose("it does not speak SMTP");
                return;
            }

            _owner.Tell(new TcpInbox.Line(line));
        }

        connection.Tell(Tcp.ResumeReading.Instance);
    }

    private void Lose(string why)
    {
        _owner.Tell(new TcpControl.Lost(why));
        Context.Stop(Self);
    }

    private sealed class Written : Tcp.Event
    {
        public static readonly Written Instance = new();
    }
}
