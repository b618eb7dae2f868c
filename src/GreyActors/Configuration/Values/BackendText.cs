using System.Net;

namespace GreyActors.Configuration.Values;

/// <summary>Backends: a host and a port, or a UNIX socket.</summary>
internal static class BackendText
{
    /// <summary>What a value should be, for messages.</summary>
    public const string Expected = "a host and port such as \"127.0.0.1:8025\", or a UNIX socket such as \"unix:/run/dovecot/lmtp\"";

    /// <summary><c>mail.example.com:25</c> or <c>unix:/run/dovecot/lmtp</c>.</summary>
    public static Checked<EndPoint> Server(string text)
    {
        if (SocketText.IsSocket(text))
        {
            var socket = SocketText.Socket(text);
            return socket.IsGood(out var unix) ? Checked<EndPoint>.Of(unix) : new Wrong(socket.Problem!);
        }

        var server = AddressText.HostAndPort(text);
        return server.IsGood(out var host) ? Checked<EndPoint>.Of(host) : new Wrong(server.Problem!);
    }
}
