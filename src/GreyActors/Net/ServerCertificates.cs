using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;

namespace GreyActors.Net;

/// <summary>The certificates of a server, selected by the host name that a client requests (SNI, RFC 6066 3); immutable.</summary>
/// <remarks>
/// An exact name is preferred to a wildcard, which replaces the whole first label (RFC 6125 6.4.3). If two certificates have the same name, the first
/// is used: a choice by signature algorithm (RSA or ECDSA) would need the client's list, which .NET does not provide.
/// </remarks>
public sealed class ServerCertificates
{
    private readonly SslStreamCertificateContext _default;
    private readonly FrozenDictionary<string, SslStreamCertificateContext> _byName;

    private ServerCertificates(SslStreamCertificateContext first, FrozenDictionary<string, SslStreamCertificateContext> byName)
    {
        _default = first;
        _byName = byName;
    }

    /// <summary>A table of at least one certificate; the first is for clients that request no name, or an unknown one.</summary>
    public static ServerCertificates Of(ImmutableArray<(SslStreamCertificateContext Context, ImmutableArray<string> Names)> certificates)
    {
        var byName = new Dictionary<string, SslStreamCertificateContext>(StringComparer.Ordinal);
        foreach (var (context, names) in certificates)
        {
            foreach (var name in names)
                byName.TryAdd(Normal(name), context);
        }

        return new ServerCertificates(certificates[0].Context, byName.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The certificate for a requested name; empty: no name.</summary>
    public SslStreamCertificateContext For(string requested)
    {
        var name = Normal(requested);
        if (_byName.TryGetValue(name, out var exact))
            return exact;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _byName.TryGetValue($"*{name[dot..]}", out var wildcard) ? wildcard : _default;
    }

    // .NET decodes the A-labels of a requested name; certificates contain A-labels (RFC 5280 7.2).
    private static string Normal(string name)
    {
        var plain = name.TrimEnd('.');
        try
        {
            plain = System.Text.Ascii.IsValid(plain) ? plain : new IdnMapping().GetAscii(plain);
        }
        catch (ArgumentException)
        {
            // Any other text has no certificate, so the default is used.
        }

        return plain.ToLowerInvariant();
    }
}
