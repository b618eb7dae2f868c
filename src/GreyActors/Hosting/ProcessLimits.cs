using System.Globalization;
using System.Runtime.InteropServices;
using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>What the operating system gives the process, and what the process gives others.</summary>
public static class ProcessLimits
{
    private const string Row = "Max open files";

    // Who may read our files knows who writes to whom: the owner writes, the group reads, others do nothing.
    private const uint OthersNothing = 0b000_010_111;

    /// <summary>Files that are made from now on are not for everybody.</summary>
    public static void KeepFilesPrivate()
    {
        if (!OperatingSystem.IsWindows())
            _ = Umask(OthersNothing);
    }

    /// <summary>How many files and sockets the process may have open; null where that cannot be told.</summary>
    public static int? OpenFiles()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits))
            return null;
        var row = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        var soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    /// <summary>How many clients can be served with that many open files: each needs a socket, and some for the relays, the store and the logs.</summary>
    /// <param name="openFiles">What the process may have open.</param>
    /// <param name="wanted">What is configured.</param>
    /// <param name="relays">Relays that may be open at once.</param>
    public static int ClientsFor(int openFiles, int wanted, int relays)
    {
        // The runtime, the store, the logs, the introspection endpoint, and newcomers who are being turned away.
        const int Reserve = 500;
        return Math.Clamp(openFiles - relays - Reserve, 1, wanted);
    }

    /// <summary>
    /// The settings within what the process may have. Each client costs a file descriptor, and each relay: with more clients than
    /// descriptors the store and the relays would find none.
    /// </summary>
    public static GreyActorsSettings Within(GreyActorsSettings settings) => OpenFiles() is not { } openFiles ? settings : settings with
    {
        Limits = settings.Limits with { MaxConnections = ClientsFor(openFiles, settings.Limits.MaxConnections, Relays(settings.Relay)) },
    };

    private static int Relays(RelaySettings relay)
    {
        var servers = relay.Routes.SelectMany(route => route.To).Concat(relay.To).Distinct().Count();
        return (int)Math.Min(int.MaxValue / 2, (long)servers * relay.MaxConnections);
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
