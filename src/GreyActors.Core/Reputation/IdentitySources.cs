using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Reputation;

/// <summary>The identities that the evidence about a client gives, and the reasons why the other sources give none.</summary>
/// <param name="Proven">The identities, each once: SPF first, then the reverse name, then the HELO name.</param>
/// <param name="Unproven">A clause for each source that was looked up and gives no identity: <c>reverse name dsl-1-2-3.example.net contains the client's address</c>.</param>
public sealed record IdentitySources(ImmutableArray<ProvenName> Proven, ImmutableArray<string> Unproven)
{
    /// <summary>The identities of a client.</summary>
    /// <param name="client">The client's address.</param>
    public static IdentitySources Of(IPAddress client, ClientEvidence evidence, PublicSuffixes suffixes)
    {
        var found = new Collector(client, suffixes);
        if (evidence.Spf is { } spf)
            found.AddSpf(spf);
        if (evidence.ReverseName is { } reverse)
            found.AddHost("reverse name", reverse);
        if (evidence.HeloName is { } helo)
            found.AddHost("HELO name", helo);
        return found.Sources;
    }

    private sealed class Collector(IPAddress client, PublicSuffixes suffixes)
    {
        private readonly ImmutableArray<ProvenName>.Builder _proven = ImmutableArray.CreateBuilder<ProvenName>(3);
        private readonly ImmutableArray<string>.Builder _unproven = ImmutableArray.CreateBuilder<string>();

        public IdentitySources Sources => new(_proven.DrainToImmutable(), _unproven.DrainToImmutable());

        // The domain itself, not its organisation: a record of example.org says nothing about other domains.
        public void AddSpf(SpfEvidence spf)
        {
            var domain = HostName.Parse(spf.Domain);
            if (domain is null || spf.Result != SpfResult.Pass)
                _unproven.Add(InWords(spf.Result, domain));
            else if (AddressInName.Contains(domain, client))
                _unproven.Add($"SPF of {domain} passes, but the domain contains the client's address");
            else
                Add(ClientIdentity.OfSpf(domain), $"SPF of {domain} passes");
        }

        public void AddHost(string source, NameEvidence evidence)
        {
            var name = HostName.Parse(evidence.Name);
            if (name is null || evidence.Result != NameResult.Confirmed)
                _unproven.Add(InWords(source, evidence.Result, name));
            else if (AddressInName.Contains(name, client))
                _unproven.Add($"{source} {name} contains the client's address");
            else if (suffixes.OrganisationOf(name) is { } organisation)
                Add(ClientIdentity.OfHost(organisation), $"{source} {name} resolves to the client");
            else
                _unproven.Add($"{source} {name} is a public suffix");
        }

        // The reverse name and the HELO name are often equal: the first proof is enough.
        private void Add(ClientIdentity identity, string evidence)
        {
            if (!_proven.Any(one => one.Identity == identity))
                _proven.Add(new ProvenName(identity, evidence));
        }

        private static string InWords(string source, NameResult result, string? name) => (result, name) switch
        {
            (NameResult.NoAnswer, null) => $"the DNS gave no answer about the {source}",
            (NameResult.NoAnswer, _) => $"the DNS gave no answer about the {source} {name}",
            (NameResult.Unconfirmed, not null) => $"{source} {name} does not resolve to the client",
            _ => $"the client has no valid {source}",
        };

        private static string InWords(SpfResult result, string? domain) => (result, domain) switch
        {
            (SpfResult.TempError, null) => "the DNS gave no answer about SPF",
            (_, null) => "SPF has no valid domain to check",
            (SpfResult.None, _) => $"{domain} has no SPF record",
            (SpfResult.Neutral, _) => $"SPF of {domain} is neutral",
            (SpfResult.Fail, _) => $"SPF of {domain} fails",
            (SpfResult.SoftFail, _) => $"SPF of {domain} fails softly",
            (SpfResult.TempError, _) => $"the DNS gave no answer about the SPF record of {domain}",
            _ => $"the SPF record of {domain} is invalid",
        };
    }
}
