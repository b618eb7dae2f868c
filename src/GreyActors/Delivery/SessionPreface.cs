using GreyActors.Configuration;
using GreyActors.Core.Proxy;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>What a session with a backend that is no client's begins with: a probe, or the verification of recipients.</summary>
internal static class SessionPreface
{
    /// <summary>A PROXY header that names no client, because a backend that expects one sends nothing before it; empty if none is expected.</summary>
    public static ReadOnlyMemory<byte> Of(RelaySettings settings) => settings.ClientAddress switch
    {
        ClientAddressMode.ProxyV1 => ProxyHeader.Version1Local,
        ClientAddressMode.ProxyV2 => ProxyHeader.Version2Local,
        _ => default,
    };
}
