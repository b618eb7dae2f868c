using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>Addresses and networks as the configuration names them, ready to be asked.</summary>
public sealed class AddressList
{
    private readonly NetworkTable _networks;

    private AddressList(IEnumerable<string> entries) => _networks = NetworkTable.Compile([.. entries.Select(AccessEntry.FromString)]);

    /// <summary>Reads the entries.</summary>
    /// <exception cref="ArgumentException">An entry is no address, no network and no beginning of an address; the message holds it.</exception>
    public static AddressList Compile(IEnumerable<string> entries) => new(entries);

    /// <summary>Whether an address is among them; one of IPv4 counts as such however it is written.</summary>
    public bool Contains(IPAddress address) => _networks.Find(ClientAddress.Canonical(address)) is not null;
}
