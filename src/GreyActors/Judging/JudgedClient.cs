using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Reputation;

namespace GreyActors.Judging;

/// <summary>The client of the last question: its address, what the DNS says about it, and its identities. An SMTP session has only one client.</summary>
internal sealed class JudgedClient(IActorRef owner)
{
    private IPAddress _address = IPAddress.None;
    private bool? _isLookedUp;
    private ClientFacts _identified;
    private ImmutableArray<ClientIdentity> _identities;

    /// <summary>The look-ups about the client.</summary>
    public ClientLookUps LookUps { get; } = new(owner);

    /// <summary>What the DNS says about the client, as far as it is known.</summary>
    public ClientEvidence Evidence => LookUps.Evidence;

    /// <summary>The identities of the client, as far as they are known.</summary>
    public ImmutableArray<ClientIdentity> Identities(JudgeRules rules)
    {
        var facts = new ClientFacts(_address, Evidence);
        if (_identities.IsDefault || facts != _identified)
            (_identified, _identities) = (facts, rules.IdentitiesOf(facts));
        return _identities;
    }

    /// <summary>The client in words.</summary>
    public ClientDescription Describe(JudgeRules rules) => ClientDescription.Of(new ClientFacts(_address, Evidence), Identities(rules), rules.Suffixes);

    /// <summary>Questions are about this client from now on.</summary>
    public void Set(IPAddress address)
    {
        if (!address.Equals(_address))
            (_address, _isLookedUp) = (address, null);
    }

    /// <summary>Starts the look-ups that are possible now.</summary>
    public void Prepare(JudgeDependencies parts, IPAddress address, string helo, string? reversePath)
    {
        Set(address);
        // A session calls this after everything that happens, so the access lists are searched once for each client.
        if (_isLookedUp ??= parts.Rules.LooksUp(address))
            LookUps.Start(parts.Reputation, parts.UsesDnsLists, ClientAddress.Canonical(address), helo, reversePath);
        else
            LookUps.Clear();
    }

    /// <summary>Forgets what depends on the configuration.</summary>
    public void Forget()
    {
        (_identities, _isLookedUp) = (default, null);
        LookUps.Clear();
    }
}
