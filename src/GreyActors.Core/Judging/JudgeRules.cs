using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Access;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Core.Traps;

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

    /// <summary>How long a client stays trapped after its last mail to a spam trap.</summary>
    public TimeSpan TrapLifetime { get; init; }

    /// <summary>The settings of the known clients.</summary>
    public KnownTiming Known { get; init; } = KnownTiming.Off;

    /// <summary>Whether the backend is asked about a recipient before its first deferral (<c>relay.verify-recipients</c>).</summary>
    public bool VerifiesRecipients { get; init; }

    /// <summary>The status of a recipient to which a rule applies.</summary>
    public DecisionStatus StatusOf(RecipientRuleEntry entry) => WouldDefer(entry) ? DecisionStatus.Accepted : StatusIfEnforced(entry);

    /// <summary>Whether a recipient to which a rule applies is accepted only because of observe mode.</summary>
    public bool WouldDefer(RecipientRuleEntry entry) => Observes && StatusIfEnforced(entry) == DecisionStatus.Deferred;

    /// <summary>Applies the access rules; this may take milliseconds where <see cref="AccessPolicy.MayTakeLong"/>.</summary>
    public AccessRuling Check(in RecipientQuestion question) => AccessCheck.Decide(
        Access,
        question.Client,
        question.Helo,
        question.ReversePath.Address,
        question.ForwardPath.UnquotedLocalPart,
        question.ForwardPath.Domain,
        question.Authenticated,
        skipsRefusals: question.Door == Door.PostfixPolicy,
        trapped: question.Trapped is not null);

    /// <summary>The answer of the access rules; null if the greylist decides.</summary>
    public RecipientAnswer? ByAccess(in RecipientQuestion question, in AccessRuling ruling, ImmutableArray<ClientIdentity> identities)
    {
        if (ruling.Reason == AccessReason.AskGreylist)
        {
            return question.PassesWithMail
                ? new RecipientAnswer(DecisionStatus.Accepted, RecipientRule.Whitelisted, "whitelisted with another recipient", null, identities)
                : null;
        }

        var entry = RecipientRules.Of(RecipientRules.RuleOf(ruling.Reason));
        if (entry.Rule == RecipientRule.Trapped)
            return ByTrap(question.Trapped, ruling.Match, identities);
        var reason = ruling.Match is { } match ? $"{entry.Sentence} ({match})" : entry.Sentence;
        return new RecipientAnswer(entry.Status ?? DecisionStatus.Deferred, entry.Rule, reason, entry.Reply, identities) { IsForWholeMail = ruling.IsForWholeMail };
    }

    /// <summary>Whether a ruling traps the client: it sent mail to a spam trap. A null reverse-path traps nobody, because honest servers send bounces of forged mail.</summary>
    public static bool Traps(in RecipientQuestion question, in AccessRuling ruling) =>
        ruling is { Reason: AccessReason.Trapped, Match: not null } && !question.ReversePath.IsNull;

    /// <summary>The answer for mail to a spam trap, or from a trapped client.</summary>
    /// <param name="trapped">Why and for how long the client is trapped; null if it is not.</param>
    /// <param name="trap">The entry by which the recipient is a spam trap; null if it is none.</param>
    public RecipientAnswer ByTrap(TrapNote? trapped, AccessMatch? trap, ImmutableArray<ClientIdentity> identities)
    {
        var why = (trap, trapped) switch
        {
            ({ } match, { } note) => $"the recipient is a spam trap ({match}); {note}",
            ({ } match, null) => $"the recipient is a spam trap ({match})",
            (_, var note) => $"{note}",
        };
        return OfGreylist(RecipientRules.Of(RecipientRule.Trapped), why, identities) with { Trapped = trapped };
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

    /// <summary>Whether the existence of a recipient is verified before it is deferred. In observe mode nothing is deferred, and Postfix verifies its recipients itself.</summary>
    public bool Verifies(in RecipientQuestion question) => VerifiesRecipients && !Observes && question.Door == Door.Smtp;

    /// <summary>The answer about a recipient that the backend refuses permanently: its own reply, because it would give it later anyway.</summary>
    public static RecipientAnswer ByBackend(SmtpReply refusal, ImmutableArray<ClientIdentity> identities) =>
        Answer(RecipientRules.Of(RecipientRule.RefusedByBackend), identities) with { Reply = refusal };

    /// <summary>Whether the known clients learn from a verdict: the greylist let the attempt pass, now or earlier, after it had waited.</summary>
    public bool Teaches(in Verdict verdict, Attempt attempt) =>
        Known.UsesPairs && verdict.Reason is VerdictReason.WaitedLongEnough or VerdictReason.KnownTriplet
        && attempt.ReversePath.Length > 0 && attempt.Organisation.Length > 0;

    /// <summary>The rule that would have refused the recipient, if the door did not skip it.</summary>
    public static RecipientRule? SkippedBy(in AccessRuling ruling) => ruling.Skipped is { } skipped ? RecipientRules.RuleOf(skipped) : null;

    /// <summary>An answer with the rule that was skipped for it. A site that does not list its domains does not read about them in every line.</summary>
    public RecipientAnswer WithSkipped(RecipientAnswer answer, RecipientRule? skipped) => skipped is not { } rule || answer.Skipped is not null ? answer : answer with
    {
        Skipped = skipped,
        Reason = rule == RecipientRule.DomainNotServed && !Access.ServesDomains ? answer.Reason : $"{answer.Reason} ({RecipientRules.Of(rule).Name} skipped)",
    };

    /// <summary>The reply that an accepted mail of our user makes expected; null if the mail is none, or stays here, or goes to a public suffix.</summary>
    /// <param name="question">The mail: its reverse-path is our user, who has a mailbox here, and its forward-path is at a domain that is not served here.</param>
    public KnownKey? ReplyTo(in RecipientQuestion question)
    {
        var (reversePath, forwardPath) = (question.ReversePath, question.ForwardPath);
        return Known.ReplyLifetime > TimeSpan.Zero
            && (question.Authenticated || Access.IsAllowedClient(question.Client))
            && reversePath.Domain.Length > 0
            // Anybody has a name below a public suffix (dyndns.org), so no name proves that its client belongs to it.
            && !forwardPath.Domain.StartsWith('[') && Suffixes.OrganisationOf(forwardPath.Domain) is { } organisation
            && Leaves(question.Door, reversePath.Domain, forwardPath.Domain, organisation)
            ? KnownKey.Reply(organisation, ForwardPathNormaliser.Normalise(reversePath.Address))
            : null;
    }

    // Without allowed-domains, only Postfix knows the domains of our users: those of another organisation are certainly none of them.
    private bool Leaves(Door door, string from, string to, string organisation) => door == Door.PostfixPolicy && !Access.ServesDomains
        ? Suffixes.OrganisationOf(from) != organisation
        : Access.ServesDomain(from) && !Access.ServesDomain(to);

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
