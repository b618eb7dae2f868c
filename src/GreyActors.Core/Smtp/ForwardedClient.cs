using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Smtp;

/// <summary>The client's data that is passed to the backend.</summary>
/// <param name="Remote">The client's address and port; an IPv4-mapped IPv6 address counts as IPv4.</param>
/// <param name="Local">The address and port that accepted the connection.</param>
/// <param name="Helo">The name in its HELO or EHLO.</param>
/// <param name="Extended">Whether it sent EHLO.</param>
/// <param name="Secured">Whether it sent that over TLS.</param>
public sealed record ForwardedClient(IPEndPoint Remote, IPEndPoint Local, string Helo, bool Extended, bool Secured = false)
{
    /// <summary>The client of a session.</summary>
    public static ForwardedClient Of(IPEndPoint remote, IPEndPoint local, SmtpSession session) =>
        new(remote, local, session.ClientName, session.Extended, session.Secured);

    /// <summary>The client's normalised address.</summary>
    public IPAddress Address => ClientAddress.Unmapped(Remote.Address);

    /// <summary>Whether both addresses are IPv6.</summary>
    public bool IsIpv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The address as in RFC 5321 4.1.3, without the brackets; XCLIENT and XFORWARD use the same form.</summary>
    public string AddressLiteral => IsIpv6 ? $"IPv6:{Address}" : Address.ToString();

    /// <summary>The protocol name for XCLIENT and XFORWARD, which do not distinguish TLS.</summary>
    public string Protocol => Extended ? "ESMTP" : "SMTP";

    /// <summary>The protocol name for a Received field (RFC 3848).</summary>
    public string TracedProtocol => Extended && Secured ? "ESMTPS" : Protocol;
}

/// <summary>How the client's address is passed to the backend.</summary>
public enum ClientAddressMode
{
    /// <summary>Not at all: the backend sees our address.</summary>
    None,

    /// <summary>Postfix's XCLIENT: the backend treats the session as if the client had connected directly.</summary>
    Xclient,

    /// <summary>Postfix's XFORWARD: the backend only logs the client.</summary>
    Xforward,

    /// <summary>A PROXY header of version 1 before the banner.</summary>
    ProxyV1,

    /// <summary>A PROXY header of version 2 before the banner.</summary>
    ProxyV2,
}

/// <summary>Whether a Received field is added to mail.</summary>
public enum ReceivedHeader
{
    /// <summary>Only if the backend cannot see the client otherwise.</summary>
    Auto,

    /// <summary>Always.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}
