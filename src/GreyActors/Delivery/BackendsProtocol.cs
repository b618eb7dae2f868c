using System.Net;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>A relay reached its mail transaction. Sent by policies.</summary>
public sealed record RelayWorked(RelayTarget Target) : RelayTried(Target);

/// <summary>No relay could be opened, or it failed before the mail transaction. Sent by policies.</summary>
/// <param name="Target">The address.</param>
/// <param name="Why">The reason, in words.</param>
/// <param name="Took">The time that the client waited for it.</param>
public sealed record RelayFailed(RelayTarget Target, string Why, TimeSpan Took) : RelayTried(Target);

/// <summary>The result of a relay, sent by policies to <see cref="Backends"/>.</summary>
public abstract record RelayTried(RelayTarget Target);

/// <summary>The state of one backend, sent to <see cref="Backends"/> after each probe and each change.</summary>
/// <param name="Health">The health.</param>
/// <param name="Capabilities">The extensions, from the last answer; null before the first.</param>
/// <param name="LastProbe">The end of the last probe; null before the first.</param>
public sealed record ServerReport(ServerHealth Health, SmtpCapabilities? Capabilities, DateTimeOffset? LastProbe)
{
    /// <summary>The state before the first probe.</summary>
    public static ServerReport Unasked(EndPoint server, TimeProvider time) => new(
        FixedAddressOf(server) is { } address ? ServerHealth.Unknown(time.GetUtcNow(), address) : ServerHealth.Unknown(time.GetUtcNow()),
        null,
        null);

    /// <summary>The address of a server that is configured by IP address or as a UNIX socket; null if its name must be looked up.</summary>
    public static EndPoint? FixedAddressOf(EndPoint server) => server is not DnsEndPoint dns ? server
        : AddressParser.Parse(dns.Host, AddressNotations.AnyOfDotNet) is { } address ? new IPEndPoint(address, dns.Port)
        : null;
}

/// <summary>The extensions to offer to clients from now on.</summary>
/// <param name="Board">The board of the servers. A new board replaces the previous one.</param>
/// <param name="Capabilities">The extensions.</param>
public sealed record OfferInFront(RelayBoard Board, SmtpCapabilities Capabilities);

/// <summary>
/// Changes the routes and settings of <see cref="Backends"/>. After the probes of new servers it sends <see cref="OfferInFront"/>
/// with the new board to its parent; until then the old routes apply.
/// </summary>
public sealed record ServeRoutes(BackendsDependencies Parts);
