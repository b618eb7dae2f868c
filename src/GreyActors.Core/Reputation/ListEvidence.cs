using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Core.Reputation;

/// <summary>The DNS lists that contain a client.</summary>
/// <param name="Matches">One for each list; empty if none contains the client, or none has answered.</param>
public sealed record ListEvidence(ImmutableArray<ListMatch> Matches)
{
    /// <summary>The first list of this kind that contains the client; null if there is none.</summary>
    public ListMatch? First(DnsListKind kind)
    {
        foreach (var match in Matches)
        {
            if (match.Kind == kind)
                return match;
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(ListEvidence? other) => other is not null && Matches.SequenceEqual(other.Matches);

    /// <inheritdoc/>
    public override int GetHashCode() => Matches.Length;
}

/// <summary>A DNS list that contains the client.</summary>
/// <param name="Zone">The zone of the list, for example <c>list.dnswl.org</c>.</param>
/// <param name="Kind">The kind of the list.</param>
/// <param name="Answer">The list's answer, an address in 127.0.0.0/8.</param>
public sealed record ListMatch(string Zone, DnsListKind Kind, IPAddress Answer)
{
    /// <summary>A clause.</summary>
    public override string ToString() => $"the DNS list {Zone} contains the client ({Answer})";
}

/// <summary>The effect of a DNS list.</summary>
public enum DnsListKind
{
    /// <summary>A listed client need not wait (<c>reputation.allow-lists</c>).</summary>
    Allow,

    /// <summary>A listed client waits longer (<c>reputation.deny-lists</c>).</summary>
    Deny,
}
