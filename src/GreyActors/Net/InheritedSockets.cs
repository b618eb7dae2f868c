using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.Net;

/// <summary>Listening sockets that the service manager has opened and handed over (systemd's socket activation, sd_listen_fds(3)).</summary>
/// <remarks>They outlive the program: who connects while it is started again waits in the kernel, and is served by the next.</remarks>
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
                // A pipe or a file, which a socket unit may hand over, too.
            }
        }
    }

    /// <summary>Those of this process.</summary>
    public static InheritedSockets OfThisProcess => Process.Value;

    /// <summary>How many the environment says there are for this process; LISTEN_PID keeps a child from taking its parent's for its own.</summary>
    public static int Count(Func<string, string?> environment, int processId) =>
        int.TryParse(environment("LISTEN_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var meant) && meant == processId
        && int.TryParse(environment("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 0;

    /// <summary>The socket that listens at this address, once; null when none was handed over.</summary>
    public Socket? Take(IPEndPoint address)
    {
        lock (_gate)
        {
            var found = _sockets.Find(socket => address.Equals(socket.LocalEndPoint));
            if (found is not null)
                _sockets.Remove(found);
            return found;
        }
    }
}
