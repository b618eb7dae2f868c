using System.Net;

namespace GreyActors.Configuration.Values;

/// <summary>The address of a resolver, with an optional port.</summary>
internal static class ResolverText
{
    private const int DnsPort = 53;

    /// <summary><c>192.0.2.53</c>, <c>192.0.2.53:5353</c>, <c>2001:db8::53</c> or <c>[2001:db8::53]:5353</c>. A name would need a resolver itself.</summary>
    public static Checked<IPEndPoint> Endpoint(string text)
    {
        if (AddressText.TryAddress(text, out var bare))
            return Checked<IPEndPoint>.Of(new IPEndPoint(bare, DnsPort));
        return AddressText.HostAndPort(text).IsGood(out var pair) && AddressText.TryAddress(pair.Host, out var address)
            ? Checked<IPEndPoint>.Of(new IPEndPoint(address, pair.Port))
            : new Wrong("is not the address of a resolver: expected an IP address, for example 127.0.0.1, 192.0.2.53:5353 or [2001:db8::53]:53");
    }
}
