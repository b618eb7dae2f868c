using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The loopback network, which all machines share: they differ in their ports.</summary>
public sealed class LoopbackNetwork : MachineNetwork
{
    /// <inheritdoc/>
    public override string Address => "127.0.0.1";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Prefix => [];

    /// <inheritdoc/>
    public override Socket CreateSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
