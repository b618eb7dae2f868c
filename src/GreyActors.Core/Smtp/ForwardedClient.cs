using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Smtp;

/// <summary>The client as the backend shall see it.</summary>
/// <param name="Remote">Where it comes from; an IPv4-mapped IPv6 address counts as IPv4.</param>
/// <param name="Local">Where it was accepted.</param>
/// <param name="Helo">What it calls itself.</param>
/// <param name="Extended">It said EHLO.</param>
/// <param name="Secured">It said so inside TLS.</param>
public sealed record ForwardedClient(IPEndPoint Remote, IPEndPoint Local, string Helo, bool Extended, bool Secured = false)
{
    /// <summary>The client's address in its plain form.</summary>
    public IPAddress Address => ClientAddress.Unmapped(Remote.Address);

    /// <summary>True when both ends speak IPv6.</summary>
    public bool IsIpv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The address as RFC 5321 4.1.3 writes it between brackets, and XCLIENT and XFORWARD without them.</summary>
    public string AddressLiteral => IsIpv6 ? $"IPv6:{Address}" : Address.ToString();

    /// <summary>The name of the protocol as XCLIENT and XFORWARD have it, which know nothing of TLS.</summary>
    public string Protocol => Extended ? "ESMTP" : "SMTP";

    /// <summary>The name of the protocol as a Received field has it (RFC 3848).</summary>
    public string TracedProtocol => Extended && Secured ? "ESMTPS" : Protocol;
}

/// <summary>How the backend is told who the client is.</summary>
public enum ClientAddressMode
{
    /// <summary>Not at all: it sees our address.</summary>
    None,

    /// <summary>Postfix's XCLIENT: it treats the session as if the client had connected to it.</summary>
    Xclient,

    /// <summary>Postfix's XFORWARD: it only logs the client.</summary>
    Xforward,

    /// <summary>A PROXY header of version 1 before the banner.</summary>
    ProxyV1,

    /// <summary>A PROXY header of version 2 before the banner.</summary>
    ProxyV2,
}

/// <summary>Whether a Received field is added in front of a mail.</summary>
public enum ReceivedHeader
{
    /// <summary>Where the backend cannot see the client otherwise.</summary>
    Auto,

    /// <summary>Always.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}
