using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Net;

/// <summary>Listening sockets that the service manager has opened and handed over (systemd's socket activation, sd_listen_fds(3)).</summary>
/// <remarks>They stay open across restarts: a client that connects during one waits in the kernel and is served by the new process.</remarks>
internal sealed class InheritedSockets
{
    // SD_LISTEN_FDS_START.
    private const int First = 3;

    private static readonly Lazy<InheritedSockets> Process = new(() => new InheritedSockets(Count(Environment.GetEnvironmentVariable, Environment.ProcessId)));

    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];

    private InheritedSockets(int count)
    {
        for (var descriptor = First; descriptor < First + count; descriptor++)
        {
            try
            {
                _sockets.Add(new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)));
            }
            catch (SocketException)
            {
                // Socket units may hand over pipes and files, too.
            }
        }
    }

    /// <summary>The sockets of this process.</summary>
    public static InheritedSockets OfThisProcess => Process.Value;

    /// <summary>The number of sockets that the environment announces for this process. LISTEN_PID keeps a child from using its parent's.</summary>
    public static int Count(Func<string, string?> environment, int processId) =>
        int.TryParse(environment("LISTEN_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var meant) && meant == processId
        && int.TryParse(environment("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 0;

    /// <summary>The socket for an address, at most once; null if none was handed over.</summary>
    public Socket? Take(EndPoint address)
    {
        lock (_gate)
        {
            var found = _sockets.Find(socket => address is UnixSocketAddress unix
                ? socket.LocalEndPoint is UnixDomainSocketEndPoint bound && bound.ToString() == unix.Path
                : address.Equals(socket.LocalEndPoint));
            if (found is not null)
                _sockets.Remove(found);
            return found;
        }
    }
}
