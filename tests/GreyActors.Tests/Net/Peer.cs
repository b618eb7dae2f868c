using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Tests.Net;

/// <summary>The other end of a connection: a blocking socket with a timeout of five seconds by default.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Socket _socket;
    private Stream _stream;
    private StreamReader _reader;

    public Peer(Socket socket, TimeSpan? patience = null)
    {
        _socket = socket;
        _socket.ReceiveTimeout = (int)(patience ?? TimeSpan.FromSeconds(5)).TotalMilliseconds;
        _socket.SendTimeout = _socket.ReceiveTimeout;
        if (socket.AddressFamily != AddressFamily.Unix)
            _socket.NoDelay = true;
        _stream = new NetworkStream(socket);
        _reader = new StreamReader(_stream, Encoding.Latin1);
    }

    public static Peer Connect(EndPoint address, TimeSpan? patience = null)
    {
        var unix = address as UnixSocketAddress;
        var socket = unix is null
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(unix is null ? address : new UnixDomainSocketEndPoint(unix.Path));
        return new Peer(socket, patience);
    }

    /// <summary>Starts TLS; this side is the server.</summary>
    public void SecureAsServer(X509Certificate2 certificate) =>
        Secure(tls => tls.AuthenticateAsServer(certificate));

    /// <summary>Starts TLS; this side is the client, and accepts any certificate.</summary>
    public SslStream SecureAsClient(SslProtocols protocols = SslProtocols.None) => Secure(tls => tls.AuthenticateAsClient(new SslClientAuthenticationOptions
    {
        EnabledSslProtocols = protocols,
        TargetHost = "mail.example.org",
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
    }));

    public void Say(string text) => _stream.Write(Encoding.Latin1.GetBytes(text));

    /// <summary>The next line without its end; null if the other end has closed.</summary>
    public string? ReadLine() => _reader.ReadLine();

    /// <summary>Everything up to the other end's close.</summary>
    public string ReadToEnd() => _reader.ReadToEnd();

    /// <summary>The result of one read.</summary>
    public string ReadOnce()
    {
        var buffer = new byte[64 * 1024];
        return Encoding.Latin1.GetString(buffer, 0, _stream.Read(buffer));
    }

    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    private SslStream Secure(Action<SslStream> shake)
    {
        var tls = new SslStream(_stream);
        shake(tls);
        _stream = tls;
        _reader = new StreamReader(tls, Encoding.Latin1);
        return tls;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        _socket.Dispose();
    }
}
