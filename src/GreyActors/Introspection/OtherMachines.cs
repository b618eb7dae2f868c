using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;

namespace GreyActors.Introspection;

/// <summary>The machines of the cluster, as this machine sees them at this moment.</summary>
/// <param name="system">The actor system.</param>
internal sealed class OtherMachines(ActorSystem system)
{
    /// <summary>Whether this machine is part of a cluster.</summary>
    public bool IsCluster => ((ExtendedActorSystem)system).Provider is IClusterActorRefProvider;

    /// <summary>The name of this machine.</summary>
    public string Self => NameOf(Akka.Cluster.Cluster.Get(system).SelfAddress);

    /// <summary>The addresses of all machines that have joined and not left, this one included, by name.</summary>
    public ImmutableSortedDictionary<string, Address> All => Akka.Cluster.Cluster.Get(system).State.Members
        .Where(member => member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Joining or MemberStatus.Leaving or MemberStatus.Exiting)
        .ToImmutableSortedDictionary(member => NameOf(member.Address), member => member.Address, StringComparer.Ordinal);

    /// <summary>Finds a machine by its address and port, or by its address alone if only one machine has it.</summary>
    public Address? Find(string name)
    {
        var all = All;
        return all.GetValueOrDefault(name)
            ?? (all.Values.Where(address => address.Host == name).ToArray() is [var only] ? only : null);
    }

    /// <summary>The name of a machine: address and port.</summary>
    public static string NameOf(Address address) => $"{address.Host}:{address.Port}";
}
