using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Greylisting;

namespace GreyActors.History;

/// <summary>One recipient of one mail, as a log recorded it.</summary>
/// <param name="At">The time in the log, in UTC.</param>
/// <param name="Client">The address of the client, normalised.</param>
/// <param name="ClientName">The reverse name that the logging program has confirmed (forward and reverse); empty if there is none.</param>
/// <param name="Helo">The name in HELO or EHLO; empty if the log does not have it.</param>
/// <param name="ReversePath">Without angle brackets, as the client sent it; empty for the null reverse-path.</param>
/// <param name="ForwardPath">Without angle brackets, as the client sent it.</param>
/// <param name="Status">The outcome.</param>
/// <param name="Identities">The identities that the log recorded; default if it records none.</param>
public sealed record HistoricMail(
    DateTimeOffset At,
    IPAddress Client,
    string ClientName,
    string Helo,
    string ReversePath,
    string ForwardPath,
    HistoricStatus Status,
    ImmutableArray<ClientIdentity> Identities);

/// <summary>The outcome of a recipient in a log.</summary>
public enum HistoricStatus
{
    /// <summary>The mail was delivered.</summary>
    Accepted,

    /// <summary>The greylist would have deferred the recipient, but the mode was <c>observe</c>.</summary>
    WouldDefer,

    /// <summary>A greylist deferred the recipient.</summary>
    Deferred,

    /// <summary>Refused permanently.</summary>
    Rejected,

    /// <summary>A filter took the mail for spam, whether or not it was delivered.</summary>
    Spam,

    /// <summary>The mail was not delivered for another reason.</summary>
    Failed,
}
