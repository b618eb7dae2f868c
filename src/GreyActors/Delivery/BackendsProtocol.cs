using System.Net;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>A policy tells that a relay came as far as its mail transaction.</summary>
public sealed record RelayWorked(RelayTarget Target) : RelayTried(Target);

/// <summary>A policy tells that no relay could be had, or that it failed before it heard of the mail.</summary>
/// <param name="Target">Where.</param>
/// <param name="Why">In words.</param>
/// <param name="Took">How long the client was kept waiting for that.</param>
public sealed record RelayFailed(RelayTarget Target, string Why, TimeSpan Took) : RelayTried(Target);

/// <summary>What policies tell <see cref="Backends"/>.</summary>
public abstract record RelayTried(RelayTarget Target);

/// <summary>What is known of one backend; told to <see cref="Backends"/> after each probe and whenever it changes.</summary>
/// <param name="Health">How it is.</param>
/// <param name="Capabilities">What it offers, or offered when it was last heard; null as long as it never was.</param>
/// <param name="LastProbe">When the last probe ended; null before the first.</param>
public sealed record ServerReport(ServerHealth Health, SmtpCapabilities? Capabilities, DateTimeOffset? LastProbe)
{
    /// <summary>What is known before anybody was asked.</summary>
    public static ServerReport Unasked(DnsEndPoint server, TimeProvider time) => new(
        IPAddress.TryParse(server.Host, out var address) ? ServerHealth.Unknown(time.GetUtcNow(), address) : ServerHealth.Unknown(time.GetUtcNow()),
        null,
        null);
}

/// <summary>What may be offered to clients from now on.</summary>
/// <param name="Board">The servers that are meant. One that is told for the first time takes the place of the one before it.</param>
/// <param name="Capabilities">The extensions.</param>
public sealed record OfferInFront(RelayBoard Board, SmtpCapabilities Capabilities);

/// <summary>
/// Tells <see cref="Backends"/> that mail is to go other ways, or to be carried otherwise. When the servers that are new were asked it
/// tells its parent <see cref="OfferInFront"/> with the new board; until then mail goes as before.
/// </summary>
public sealed record ServeRoutes(BackendsDependencies Parts);
