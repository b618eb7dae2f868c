using System.Net;
using GreyActors.Core.Greylisting;
using AddressText = GreyActors.Configuration.Values.AddressText;

namespace GreyActors.Introspection;

/// <summary>Parses a client identity as people write it.</summary>
internal static class IdentityText
{
    /// <summary>The identity: an address means its network; a network, an organisation and an SPF domain mean themselves. Null if the text is none of them.</summary>
    public static ClientIdentity? Read(string text, NetworkPrefixes prefixes) =>
        AddressText.TryAddress(text, out var address) ? prefixes.IdentityOf(address)
        : IPNetwork.TryParse(text, out var network) ? new ClientIdentity(network.ToString())
        : ClientIdentity.ParseName(text);

    /// <summary>The sentence that refuses any other text.</summary>
    public static string Rejection(string? text) =>
        $"'{text}' is neither an IP address, nor a network of the greylist, nor an identity such as host:example.org or spf:example.org.";
}
