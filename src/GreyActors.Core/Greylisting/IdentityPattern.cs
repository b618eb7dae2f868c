using System.Net;
using System.Text;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>A search pattern for client identities: a network, which matches everything inside or around it, or a text.</summary>
public abstract record IdentityPattern
{
    private IdentityPattern(string source) => Source = source;

    /// <summary>The text that was parsed.</summary>
    public string Source { get; }

    /// <summary>Parses <c>192.0.2.7</c>, <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>; anything else is a text with <c>*</c> and <c>?</c>.</summary>
    public static IdentityPattern Of(string text)
    {
        if (ClientAddress.Parse(text) is { } address)
            return new Network(text, new IPNetwork(address, address.GetAddressBytes().Length * 8));
        return text.Split('/') is [var start, var bits]
            && ClientAddress.Parse(start) is { } begin
            && int.TryParse(bits, out var prefix)
            && prefix >= 0 && prefix <= begin.GetAddressBytes().Length * 8
                ? new Network(text, ClientAddress.NetworkOf(begin, prefix))
                : new Text(text, TextPattern.Of(text));
    }

    /// <summary>Whether an identity, in UTF-8, matches.</summary>
    public abstract bool Matches(ReadOnlySpan<byte> identity);

    private sealed record Network(string Parsed, IPNetwork Wanted) : IdentityPattern(Parsed)
    {
        // The longest is "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128".
        private const int Longest = 43;

        public override bool Matches(ReadOnlySpan<byte> identity)
        {
            if (identity.Length > Longest)
                return false;
            Span<char> text = stackalloc char[Longest];
            return IPNetwork.TryParse(text[..Encoding.UTF8.GetChars(identity, text)], out var known)
                && (known.PrefixLength <= Wanted.PrefixLength ? known.Contains(Wanted.BaseAddress) : Wanted.Contains(known.BaseAddress));
        }
    }

    private sealed record Text(string Parsed, TextPattern Wanted) : IdentityPattern(Parsed)
    {
        public override bool Matches(ReadOnlySpan<byte> identity) => Wanted.Matches(identity);
    }
}
