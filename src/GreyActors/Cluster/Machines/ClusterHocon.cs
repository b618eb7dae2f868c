using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using GreyActors.Configuration;
using GreyActors.Core.Machines;

namespace GreyActors.Cluster.Machines;

/// <summary>Akka's settings for a machine of a cluster.</summary>
/// <remarks>
/// Times: a machine that was killed is unreachable after 7 s, the split brain decision falls 3 s later, and its partitions start elsewhere a second after that.
/// Shorter times would take a machine that the kernel does not schedule for some seconds for a dead one.
/// </remarks>
internal static class ClusterHocon
{
    /// <summary>The name of every actor system; machines with another name would not be a cluster.</summary>
    public const string SystemName = "greyactors";

    /// <summary>The settings.</summary>
    public static Config Of(ClusterSettings cluster) => ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
        greyactors-lease.lease-class = "{{typeof(GenerationLease).FullName}}, {{typeof(GenerationLease).Assembly.GetName().Name}}"
        akka {
          actor.provider = cluster
          remote {
            # Our own lines report machines that come and go.
            log-remote-lifecycle-events = DEBUG
            # A machine that restarts is back within a second or two.
            retry-gate-closed-for = 500ms
            # A machine writes only over connections that it has opened. Akka stops reading from them when the other machine opens one too; if that fails later,
            # everything that the other machine wrote back over the first one would be lost.
            use-passive-connections = off
            dot-netty.tcp {
              hostname = "{{cluster.Endpoint.Address}}"
              port = {{cluster.Endpoint.Port}}
              dns-use-ipv6 = {{(cluster.Endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? "on" : "off")}}
              enable-ssl = {{(cluster.Tls.IsUsed ? "on" : "off")}}
              # Also the limit of Akka's handshake, whose first message is often not read on a new TLS connection: it is repeated well before the other machine
              # counts as unreachable.
              connection-timeout = 2s
              maximum-frame-size = 1MiB
              backlog = 64
              # .NET would share the port with another process on Linux (SO_REUSEPORT).
              tcp-reuse-addr = off
            }
          }
          cluster {
            log-info = off
            # Machines join by MachineKeeper only: Akka's rule for the first seed node would form a second cluster when that machine restarts during a cut.
            seed-nodes = []
            seed-node-timeout = 2s
            retry-unsuccessful-join-after = 5s
            # MachineKeeper ends the process, with its exit code, after its sessions.
            run-coordinated-shutdown-when-down = off
            failure-detector.acceptable-heartbeat-pause = 6s
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            down-removal-margin = 1s
            split-brain-resolver {
              active-strategy = lease-majority
              stable-after = 3s
              # Longer than a decision takes while the database is slow.
              down-all-when-unstable = 20s
              lease-majority {
                lease-implementation = greyactors-lease
                acquire-lease-delay-for-minority = 1s
              }
            }
          }
        }
        """)).WithFallback(SerializerHocon.Refusals());

    /// <summary>The address of a machine as Akka writes it.</summary>
    /// <param name="protocol">That of our own address: <c>akka.tcp</c>, with TLS <c>akka.ssl.tcp</c>.</param>
    public static Akka.Actor.Address AddressOf(IPEndPoint machine, string protocol) => new(protocol, SystemName, HostOf(machine.Address), machine.Port);

    // Akka writes an IPv6 address in brackets, and compares addresses as texts.
    private static string HostOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";

    /// <summary>The process at an address of Akka.</summary>
    public static MachineId IdOf(Akka.Cluster.UniqueAddress machine) => new(NameOf(machine.Address), machine.Uid);

    /// <summary>A machine in logs: its address and port.</summary>
    public static string NameOf(Akka.Actor.Address machine) => string.Create(CultureInfo.InvariantCulture, $"{machine.Host}:{machine.Port}");
}
