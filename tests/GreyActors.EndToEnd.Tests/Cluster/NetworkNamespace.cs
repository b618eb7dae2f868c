using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Win32.SafeHandles;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>A network namespace: a loopback device of its own, and a link to a <see cref="NamespaceSwitch"/>. Needs root.</summary>
public sealed class NetworkNamespace : MachineNetwork
{
    // setns(2): CLONE_NEWNET.
    private const int NetworkKind = 0x40000000;

    private readonly string _name;

    /// <summary>Creates it; it has a loopback device only.</summary>
    public NetworkNamespace(string name, string address)
    {
        (_name, Address) = (name, address);
        Command.AsRoot("ip", "netns", "add", name);
        Command.AsRoot("ip", "-n", name, "link", "set", "lo", "up");
    }

    /// <inheritdoc/>
    public override string Address { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Prefix => ["nsenter", $"--net={Path}"];

    private string Path => $"/run/netns/{_name}";

    /// <inheritdoc/>
    public override Socket CreateSocket()
    {
        Socket? socket = null;
        Exception? failure = null;
        // The namespace of a socket is that of the thread that creates it. The thread ends in the namespace, so it is not one of the pool.
        var creator = new Thread(() =>
        {
            try
            {
                using var space = File.OpenHandle(Path);
                if (EnterNamespace(space, NetworkKind) != 0)
                    throw new Win32Exception();
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            }
            catch (Exception e) when (e is Win32Exception or IOException or SocketException or UnauthorizedAccessException)
            {
                failure = e;
            }
        });
        creator.Start();
        creator.Join();
        return socket ?? throw new InvalidOperationException($"No socket in the network namespace {_name}, which needs root: {failure?.Message}", failure);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Command.AsRoot("ip", "netns", "del", _name);
        return base.DisposeAsync();
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EnterNamespace(SafeFileHandle space, int kind);
}
