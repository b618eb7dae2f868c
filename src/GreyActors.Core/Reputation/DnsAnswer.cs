using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Core.Reputation;

/// <summary>The answer to a <see cref="DnsQuestion"/>. Aliases (CNAME) have been followed.</summary>
/// <param name="Status">Whether there are records.</param>
/// <param name="TimeToLive">How long the answer may be kept: the smallest of the records, or the negative time to live of the zone (RFC 2308 5).</param>
public sealed record DnsAnswer(DnsStatus Status, TimeSpan TimeToLive)
{
    /// <summary>Addresses from A or AAAA records.</summary>
    public ImmutableArray<IPAddress> Addresses { get; init; } = [];

    /// <summary>Host names from PTR records, or from MX records in the order of their preference; lower case, without the final dot.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Texts of TXT records; the strings of a record are joined. Each character is one octet (Latin-1).</summary>
    public ImmutableArray<string> Texts { get; init; } = [];

    /// <summary>An answer without records.</summary>
    public static DnsAnswer Void(TimeSpan timeToLive) => new(DnsStatus.Void, timeToLive);

    /// <summary>No answer. It may be kept only briefly.</summary>
    public static DnsAnswer Failed { get; } = new(DnsStatus.Failed, TimeSpan.Zero);

    /// <summary>Addresses.</summary>
    public static DnsAnswer Of(TimeSpan timeToLive, params ImmutableArray<IPAddress> addresses) =>
        new(DnsStatus.Found, timeToLive) { Addresses = addresses };
}

/// <summary>Whether a question has an answer.</summary>
public enum DnsStatus
{
    /// <summary>There is at least one record of the wanted type.</summary>
    Found,

    /// <summary>The name, or the record type at this name, does not exist (NXDOMAIN or NODATA); or the name is invalid.</summary>
    Void,

    /// <summary>Nobody knows: time-out, SERVFAIL, REFUSED, or an invalid answer.</summary>
    Failed,
}
