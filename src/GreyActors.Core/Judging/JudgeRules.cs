using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Access;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;

namespace GreyActors.Core.Judging;

/// <summary>How a recipient is judged: the access rules first, then the DNS allow lists, the known clients and the greylist. The pure part of the judge; the explanations use it too.</summary>
/// <remarks>
/// <list type="number">
/// <item><see cref="Check"/> applies the access rules (may be slow).</item>
/// <item><see cref="ByAccess"/> turns the ruling into an answer; null means: wait for the evidence about the client.</item>
/// <item><see cref="ByAllowList"/> turns the evidence into an answer; null means: ask the known clients and the greylist about <see cref="AttemptOf"/>.</item>
/// <item><see cref="ByGreylist"/>, <see cref="Crowded"/> or <see cref="WithoutGreylist"/> turns their outcome into an answer.</item>
/// </list>
/// </remarks>
/// <param name="Access">The access lists.</param>
/// <param name="Prefixes">The networks that the greylist distinguishes.</param>
/// <param name="DeferReply">The reply to a recipient that the greylist defers.</param>
/// <param name="AcceptsWithoutGreylist">greylisting.on-store-failure is <c>accept</c>.</param>
public sealed record JudgeRules(AccessPolicy Access, NetworkPrefixes Prefixes, SmtpReply DeferReply, bool AcceptsWithoutGreylist)
{
    /// <summary>greylisting.mode is <c>observe</c>: a recipient that the greylist would defer is accepted.</summary>
    public bool Observes { get; init; }

    /// <summary>Whether the DNS is asked about clients (<c>reputation.dns</c>).</summary>
    public bool UsesDns { get; init; }

    /// <summary>The public suffixes, which end where an organisation's domain begins.</summary>
    public PublicSuffixes Suffixes { get; init; } = PublicSuffixes.Embedded;

    /// <summary>The settings of the known clients.</summary>
    public KnownTiming Known { get; init; } = KnownTiming.Off;

    /// <summary>The status of a recipient to which a rule applies.</summary>
    public DecisionStatus StatusOf(RecipientRuleEntry entry) => WouldDefer(entry) ? DecisionStatus.Accepted : StatusIfEnforced(entry);

    /// <summary>Whether a recipient to which a rule applies is accepted only because of observe mode.</summary>
    public bool WouldDefer(RecipientRuleEntry entry) => Observes && StatusIfEnforced(entry) == DecisionStatus.Deferred;

    /// <summary>Applies the access rules; this may take milliseconds where <see cref="AccessPolicy.MayTakeLong"/>.</summary>
    public AccessRuling Check(in RecipientQuestion question) => AccessCheck.Decide(
        Access, question.Client, question.Helo, question.ReversePath.Address, question.ForwardPath.UnquotedLocalPart, question.ForwardPath.Domain);

    /// <summary>The answer of the access rules; null if the greylist decides.</summary>
    public static RecipientAnswer? ByAccess(in RecipientQuestion question, in AccessRuling ruling, ImmutableArray<ClientIdentity> identities)
    {
        if (ruling.Reason == AccessReason.AskGreylist)
        {
            return question.PassesWithMail
                ? new RecipientAnswer(DecisionStatus.Accepted, RecipientRule.Whitelisted, "whitelisted with another recipient", null, identities)
                : null;
        }

        var entry = RecipientRules.Of(RecipientRules.RuleOf(ruling.Reason));
        var reason = ruling.Match is { } match ? $"{entry.Sentence} ({match})" : entry.Sentence;
        return new RecipientAnswer(entry.Status ?? DecisionStatus.Deferred, entry.Rule, reason, entry.Reply, identities) { IsForWholeMail = ruling.IsForWholeMail };
    }

    /// <summary>Whether the DNS is asked about a client: not about local addresses, nor about clients that may send to any domain.</summary>
    public bool LooksUp(IPAddress client) => UsesDns && !LocalAddresses.Contains(client) && !Access.IsAllowedClient(client);

    /// <summary>All identities of a client.</summary>
    public ImmutableArray<ClientIdentity> IdentitiesOf(ClientFacts facts) => ClientIdentities.Of(facts, Prefixes, Suffixes);

    /// <summary>The answer for a client that a DNS allow list contains; null if none does.</summary>
    public static RecipientAnswer? ByAllowList(ClientEvidence evidence, ImmutableArray<ClientIdentity> identities) =>
        evidence.Lists?.First(DnsListKind.Allow) is { } match
            ? Answer(RecipientRules.Of(RecipientRule.AllowListed), match.ToString(), identities)
            : null;

    /// <summary>The attempt that the known clients and the greylist judge.</summary>
    public Attempt AttemptOf(in RecipientQuestion question, ClientEvidence evidence, ImmutableArray<ClientIdentity> identities)
    {
        var reversePath = SenderNormaliser.Normalise(question.ReversePath.Address);
        return new Attempt(identities, reversePath, ForwardPathNormaliser.Normalise(question.ForwardPath.Address))
        {
            IsObserved = Observes,
            IsListed = evidence.Lists?.First(DnsListKind.Deny) is not null,
            Organisation = SenderOrganisation.Of(reversePath, identities.AsSpan(), Suffixes),
        };
    }

    /// <summary>Whether the known clients learn from a verdict: the greylist let the attempt pass, now or earlier, after it had waited.</summary>
    public bool Teaches(in Verdict verdict, Attempt attempt) =>
        Known.UsesPairs && verdict.Reason is VerdictReason.WaitedLongEnough or VerdictReason.KnownTriplet
        && attempt.ReversePath.Length > 0 && attempt.Organisation.Length > 0;

    /// <summary>The reply that an accepted mail of our user makes expected; null if the mail is none, or stays here, or goes to a public suffix.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="reversePath">Our user, who has a mailbox here.</param>
    /// <param name="forwardPath">The recipient, at a domain that is not served here.</param>
    public KnownKey? ReplyTo(IPAddress client, MailPath reversePath, MailPath forwardPath) =>
        Known.ReplyLifetime > TimeSpan.Zero && Access.ServesDomain(reversePath.Domain) && !Access.ServesDomain(forwardPath.Domain) && Access.IsAllowedClient(client)
            // Anybody has a name below a public suffix (dyndns.org), so no name proves that its client belongs to it.
            && !forwardPath.Domain.StartsWith('[') && Suffixes.OrganisationOf(forwardPath.Domain) is { } organisation
            ? KnownKey.Reply(organisation, ForwardPathNormaliser.Normalise(reversePath.Address))
            : null;

    /// <summary>The answer of the known clients, or of the greylist.</summary>
    public RecipientAnswer ByGreylist(Verdict verdict, ClientEvidence evidence, ImmutableArray<ClientIdentity> identities)
    {
        var entry = RecipientRules.Of(RecipientRules.RuleOf(verdict.Reason));
        var reason = entry.SentenceAfter(verdict.Waited);
        if (verdict is { Reason: VerdictReason.KnownPair or VerdictReason.ExpectedReply, By: { } proof })
            reason = $"{reason} ({proof})";
        if (!verdict.Passed && evidence.Lists?.First(DnsListKind.Deny) is { } match)
            reason = $"{reason}; {match}";
        return OfGreylist(entry, reason, identities) with { Waited = verdict.Waited, By = verdict.By, Evidence = evidence };
    }

    /// <summary>The answer where the greylist gives none: greylisting.on-store-failure decides.</summary>
    public RecipientAnswer WithoutGreylist(ImmutableArray<ClientIdentity> identities) => OfGreylist(RecipientRules.Of(RecipientRule.StoreFailure), identities);

    /// <summary>The answer while more attempts come at once than can be judged. It is a deferral whatever on-store-failure says: clients must not pass by causing a crowd.</summary>
    public RecipientAnswer Crowded(ImmutableArray<ClientIdentity> identities) => OfGreylist(RecipientRules.Of(RecipientRule.Crowded), identities);

    /// <summary>The answer while more access lists are searched at once than the process has threads for. Observe mode defers it too: whether the domain is served is not known.</summary>
    public static RecipientAnswer CrowdedSearch(ImmutableArray<ClientIdentity> identities) =>
        Answer(RecipientRules.Of(RecipientRule.Crowded), "too many searches of the access lists at once", identities);

    /// <summary>The answer while the process has too little memory for another recipient.</summary>
    public static RecipientAnswer WithoutMemory(ImmutableArray<ClientIdentity> identities) => Answer(RecipientRules.Of(RecipientRule.LittleMemory), identities);

    // Every deferral by the greylist, and the acceptance in its place in observe mode, is made here.
    private RecipientAnswer OfGreylist(RecipientRuleEntry entry, ImmutableArray<ClientIdentity> identities) => OfGreylist(entry, entry.Sentence, identities);

    private RecipientAnswer OfGreylist(RecipientRuleEntry entry, string reason, ImmutableArray<ClientIdentity> identities)
    {
        var status = StatusOf(entry);
        return new RecipientAnswer(status, entry.Rule, reason, status == DecisionStatus.Accepted ? null : entry.Reply ?? DeferReply, identities)
        {
            IsObserved = Observes,
            WouldDefer = WouldDefer(entry),
        };
    }

    private DecisionStatus StatusIfEnforced(RecipientRuleEntry entry) => entry.Status ?? (AcceptsWithoutGreylist ? DecisionStatus.Accepted : DecisionStatus.Deferred);

    private static RecipientAnswer Answer(RecipientRuleEntry entry, ImmutableArray<ClientIdentity> identities) => Answer(entry, entry.Sentence, identities);

    private static RecipientAnswer Answer(RecipientRuleEntry entry, string reason, ImmutableArray<ClientIdentity> identities) =>
        new(entry.Status ?? DecisionStatus.Deferred, entry.Rule, reason, entry.Reply, identities);
}
