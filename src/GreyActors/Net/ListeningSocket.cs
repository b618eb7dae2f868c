using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Net;

/// <summary>An open socket that listens on an address. Its end closes it and removes its file.</summary>
internal sealed class ListeningSocket : IDisposable
{
    private readonly EndPoint _configured;
    private readonly UnixSocketFile? _file;

    private ListeningSocket(EndPoint configured, Socket socket, UnixSocketFile? file) => (_configured, Socket, _file) = (configured, socket, file);

    /// <summary>The socket.</summary>
    public Socket Socket { get; }

    /// <summary>Whether it is a UNIX socket.</summary>
    public bool IsUnix => _configured is UnixSocketAddress;

    /// <summary>The address that is open.</summary>
    public EndPoint Address => IsUnix ? _configured : Socket.LocalEndPoint!;

    /// <summary>Opens an address, with the service manager's socket if it holds one; null, with a reason, if that fails.</summary>
    /// <param name="address">The address.</param>
    /// <param name="access">The processes that may connect to a UNIX socket.</param>
    /// <param name="backlog">The maximum number of connections queued in the kernel.</param>
    /// <param name="failure">The reason why it cannot be opened.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The result owns the socket.")]
    public static ListeningSocket? Open(EndPoint address, SocketAccess access, int backlog, out ListenFailure? failure)
    {
        failure = null;
        if (InheritedSockets.OfThisProcess.Take(address) is { } inherited)
            return new ListeningSocket(address, inherited, file: null);
        if (address is UnixSocketAddress unix)
        {
            return UnixSocketFile.Create(unix.Path, access, backlog, out var bound, out failure) is { } file
                ? new ListeningSocket(address, bound!, file)
                : null;
        }

        Socket? socket = null;
        try
        {
            // A kernel without IPv6 refuses to create the socket.
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(address);
            socket.Listen(backlog);
            return new ListeningSocket(address, socket, file: null);
        }
        catch (SocketException refused)
        {
            socket?.Dispose();
            failure = new ListenFailure(
                refused.Message + HintOf(refused.SocketErrorCode),
                refused.SocketErrorCode == SocketError.AddressFamilyNotSupported ? ListenFailureKind.FamilyIsMissing : ListenFailureKind.PerhapsLater);
            return null;
        }
    }

    private static string HintOf(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => " (is another mail server still listening? see ss -ltnp)",
        SocketError.AccessDenied => " (a port below 1024 needs root, or the capability CAP_NET_BIND_SERVICE)",
        _ => "",
    };

    /// <summary>Closes the socket; connections stay open.</summary>
    public void Dispose()
    {
        _file?.Remove();
        Socket.Dispose();
    }
}
