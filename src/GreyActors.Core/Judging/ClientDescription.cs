using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;

namespace GreyActors.Core.Judging;

/// <summary>A client in words: its identities with their evidence, and what gives no identity.</summary>
/// <param name="Organisation">The client's organisation, or the domain that vouches for it by SPF; null if the DNS proves neither.</param>
/// <param name="Identities">The identities, the network first.</param>
/// <param name="Unproven">A clause for each look-up that gives no identity.</param>
/// <param name="Lists">A clause for each DNS list that contains the client.</param>
public sealed record ClientDescription(
    string? Organisation, ImmutableArray<IdentityDescription> Identities, ImmutableArray<string> Unproven, ImmutableArray<string> Lists)
{
    /// <summary>Describes a client.</summary>
    /// <param name="known">Its identities, of which the evidence does not contain the network.</param>
    public static ClientDescription Of(ClientFacts facts, ImmutableArray<ClientIdentity> known, PublicSuffixes suffixes)
    {
        var sources = IdentitySources.Of(facts.Client, facts.Evidence, suffixes);
        var best = sources.Proven.FirstOrDefault(proven => proven.Identity.Kind == IdentityKind.Host) ?? sources.Proven.FirstOrDefault();
        return new ClientDescription(
            best?.Identity.Name,
            [
                .. known.Where(one => one.Kind == IdentityKind.Network).Select(one => new IdentityDescription(one.Text, "the network of the client")),
                .. sources.Proven.Select(proven => new IdentityDescription(proven.Identity.Text, proven.Evidence)),
            ],
            sources.Unproven,
            [.. (facts.Evidence.Lists?.Matches ?? []).Select(match => match.ToString())]);
    }

    /// <summary>One line for a log.</summary>
    public override string ToString() => string.Join("; ", [.. Identities.Select(one => $"{one.Identity} ({one.Evidence})"), .. Unproven, .. Lists]);
}

/// <summary>An identity and its evidence.</summary>
/// <param name="Identity">The identity as the greylist compares it.</param>
/// <param name="Evidence">The proof, as a clause.</param>
public sealed record IdentityDescription(string Identity, string Evidence);
