using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Judging;

/// <summary>From the question to the answer, for every rule.</summary>
public sealed class JudgeRulesTests
{
    private static readonly SmtpReply DeferReply = new("451 4.7.1 Please try again later");

    private static readonly AccessPolicy Access = AccessPolicy.Compile(new AccessRules(
        ["192.0.2.9"], [], ["example.org"], ["192.0.2.1 <ann@example.net> <triple@example.org>"], [])
    {
        WhitelistedRecipients = [new AccessEntry("urgent@example.org", "lists/recipients", 7)],
    });

    private static readonly AccessPolicy WithRecipients = AccessPolicy.Compile(new AccessRules([], [], ["example.org"], [], []) { Recipients = ["bob@example.org"] });

    private static readonly JudgeRules Rules = new(Access, new NetworkPrefixes(24, 64), DeferReply, AcceptsWithoutGreylist: true);

    private static readonly JudgeRules Observing = Rules with { Observes = true };

    [Theory]
    [InlineData("carol@mail.example.net", "example.net")]
    [InlineData("carol@example.co.uk", "example.co.uk")]
    [InlineData("carol@co.uk", null)]
    [InlineData("carol@dyndns.org", null)]
    [InlineData("carol@localhost", null)]
    [InlineData("carol@[192.0.2.1]", null)]
    [InlineData("carol@example.org", null)]
    public void Mail_of_our_user_to_an_organisation_makes_a_reply_expected_but_to_a_public_suffix_none(string to, string? organisation)
    {
        var replies = Rules with { Known = new KnownTiming(true, TimeSpan.FromDays(1), TimeSpan.FromDays(36), TimeSpan.FromDays(60)) };

        Assert.Equal(organisation, replies.ReplyTo(new RecipientQuestion(IPAddress.Parse("192.0.2.9"), "", new MailPath("ann", "example.org"), new MailPath("carol", to[(to.IndexOf('@') + 1)..])))?.Organisation);
    }

    // Client, authenticated, sender's domain, recipient's domain; our domains are in allowed-domains, or unknown.
    [Theory]
    [InlineData("192.0.2.9", false, "example.org", "example.net", true, "example.net")]
    [InlineData("192.0.2.1", true, "example.org", "example.net", true, "example.net")]
    [InlineData("192.0.2.1", false, "example.org", "example.net", true, null)]
    [InlineData("192.0.2.1", true, "elsewhere.example", "example.net", true, null)]
    [InlineData("192.0.2.1", true, "example.org", "example.org", true, null)]
    [InlineData("192.0.2.1", true, "elsewhere.example", "example.net", false, "example.net")]
    [InlineData("192.0.2.1", true, "elsewhere.example", "mail.elsewhere.example", false, null)]
    [InlineData("192.0.2.1", true, "", "example.net", false, null)]
    [InlineData("192.0.2.1", false, "elsewhere.example", "example.net", false, null)]
    public void Submission_through_Postfix_makes_the_reply_of_another_organisation_expected(
        string client, bool authenticated, string from, string to, bool knowsDomains, string? organisation)
    {
        var access = knowsDomains ? Access : AccessPolicy.Compile(new AccessRules(["192.0.2.9"], [], [], [], []));
        var replies = Rules with { Access = access, Known = new KnownTiming(true, TimeSpan.FromDays(1), TimeSpan.FromDays(36), TimeSpan.FromDays(60)) };
        var question = new RecipientQuestion(IPAddress.Parse(client), "", new MailPath(from.Length == 0 ? "" : "ann", from), new MailPath("carol", to))
        {
            Door = Door.PostfixPolicy,
            Authenticated = authenticated,
        };

        Assert.Equal(organisation, replies.ReplyTo(question)?.Organisation);
    }

    [Fact]
    public void The_policy_door_skips_a_refusal_and_the_answer_names_it()
    {
        var ruling = Rules.Check(Question("192.0.2.1", "abuse@elsewhere.example") with { Door = Door.PostfixPolicy });
        var answer = Rules.WithSkipped(Rules.ByAccess(Question("192.0.2.1", "abuse@elsewhere.example"), ruling, Identities)!, JudgeRules.SkippedBy(ruling));

        Assert.Equal(
            (DecisionStatus.Accepted, RecipientRule.DomainNotServed, "postmaster and abuse are always accepted (domain-not-served skipped)"),
            (answer.Status, answer.Skipped, answer.Reason));
        Assert.Equal(answer, Rules.WithSkipped(answer, JudgeRules.SkippedBy(ruling)));
        var unlisted = Rules with { Access = AccessPolicy.Compile(new AccessRules([], [], [], [], [])) };
        var same = unlisted.WithSkipped(answer with { Skipped = null, Reason = "known triplet" }, RecipientRule.DomainNotServed);
        Assert.Equal((RecipientRule.DomainNotServed, "known triplet"), (same.Skipped, same.Reason));
    }

    [Fact]
    public void An_unknown_recipient_is_refused_with_5_1_1()
    {
        var question = Question("192.0.2.1", "carol@example.org");
        var rules = Observing with { Access = WithRecipients };
        var answer = rules.ByAccess(question, rules.Check(question), Identities)!;
        Assert.Equal(
            (DecisionStatus.Refused, RecipientRule.UnknownRecipient, "the recipient is not in recipients", "550 5.1.1 Recipient unknown"),
            (answer.Status, answer.Rule, answer.Reason, answer.Reply!.ToString()));
    }

    [Theory]
    [InlineData("192.0.2.9", "bob@elsewhere.example", DecisionStatus.Accepted, RecipientRule.AllowedClient, "the client may send to any domain (allowed-senders: 192.0.2.9)", null)]
    [InlineData("192.0.2.1", "bob@elsewhere.example", DecisionStatus.Refused, RecipientRule.DomainNotServed, "the domain is not served here", "550 5.7.1")]
    [InlineData("192.0.2.1", "bob%elsewhere@example.org", DecisionStatus.Refused, RecipientRule.SenderRouted, "the local-part contains a route", "550 5.7.1")]
    [InlineData("192.0.2.1", "triple@example.org", DecisionStatus.Accepted, RecipientRule.Whitelisted, "whitelisted (whitelisted-triples: 192.0.2.1 <ann@example.net> <triple@example.org>)", null)]
    [InlineData("192.0.2.1", "urgent@example.org", DecisionStatus.Accepted, RecipientRule.Whitelisted, "whitelisted (whitelisted-recipients: urgent@example.org, lists/recipients:7)", null)]
    [InlineData("192.0.2.1", "abuse@example.org", DecisionStatus.Accepted, RecipientRule.AlwaysAccepted, "postmaster and abuse are always accepted", null)]
    public void An_access_rule_answers_without_the_greylist(string client, string to, DecisionStatus status, RecipientRule rule, string reason, string? reply)
    {
        var answer = ByAccess(Question(client, to))!;

        Assert.Equal((status, rule, reason, null), (answer.Status, answer.Rule, answer.Reason, answer.Waited));
        Assert.Equal(reply, answer.Reply?.ToString()[..9]);
        Assert.Equal(["192.0.2.0/24"], answer.Identities.Select(identity => identity.Text));
        Assert.Equal(TimeSpan.Zero, answer.Delay);
        Assert.Equal(to == "triple@example.org", answer.IsForWholeMail);
    }

    [Fact]
    public void A_recipient_without_an_access_rule_is_left_to_the_greylist() => Assert.Null(ByAccess(Question("192.0.2.1", "bob@example.org")));

    [Fact]
    public void A_recipient_passes_with_one_that_was_whitelisted_for_the_whole_mail()
    {
        var answer = ByAccess(Question("192.0.2.1", "bob@example.org") with { PassesWithMail = true })!;

        Assert.Equal(
            (DecisionStatus.Accepted, RecipientRule.Whitelisted, "whitelisted with another recipient", null),
            (answer.Status, answer.Rule, answer.Reason, answer.Reply));
        Assert.False(answer.IsForWholeMail);
    }

    [Fact]
    public void A_refused_domain_stays_refused_beside_a_whitelisted_recipient() =>
        Assert.Equal(RecipientRule.DomainNotServed, ByAccess(Question("192.0.2.1", "bob@elsewhere.example") with { PassesWithMail = true })!.Rule);

    [Theory]
    [InlineData(true, VerdictReason.KnownTriplet, RecipientRule.KnownTriplet, "known triplet", 0)]
    [InlineData(false, VerdictReason.NeverSeen, RecipientRule.NeverSeen, "never seen before", 0)]
    [InlineData(false, VerdictReason.TooSoon, RecipientRule.TooSoon, "retried too soon, after 5m", 0)]
    [InlineData(false, VerdictReason.StillWaiting, RecipientRule.StillWaiting, "has waited 5m of the initial delay", 0)]
    [InlineData(false, VerdictReason.TooLate, RecipientRule.TooLate, "retried too late, after 5m", 0)]
    [InlineData(true, VerdictReason.WaitedLongEnough, RecipientRule.WaitedLongEnough, "waited 5m", 5)]
    public void A_verdict_of_the_greylist_becomes_an_answer(bool passed, VerdictReason reason, RecipientRule rule, string words, int delay)
    {
        var waited = TimeSpan.FromMinutes(5);
        var answer = Rules.ByGreylist(new Verdict(passed, reason, waited), ClientEvidence.None, Identities);

        Assert.Equal((passed ? DecisionStatus.Accepted : DecisionStatus.Deferred, rule, words, waited), (answer.Status, answer.Rule, answer.Reason, answer.Waited));
        Assert.Same(passed ? null : DeferReply, answer.Reply);
        Assert.Equal(TimeSpan.FromMinutes(delay), answer.Delay);
        Assert.Equal(Identities, answer.Identities);
    }

    [Theory]
    [InlineData(true, DecisionStatus.Accepted, null)]
    [InlineData(false, DecisionStatus.Deferred, "451 4.3.0 Please try again later")]
    public void Without_the_greylist_on_store_failure_decides(bool accepts, DecisionStatus status, string? reply)
    {
        var rules = Rules with { AcceptsWithoutGreylist = accepts };
        var answer = rules.WithoutGreylist(Identities);

        Assert.Equal((status, RecipientRule.StoreFailure, "database unavailable", reply), (answer.Status, answer.Rule, answer.Reason, answer.Reply?.ToString()));
        Assert.Equal(status, rules.StatusOf(RecipientRules.Of(RecipientRule.StoreFailure)));
        Assert.Null(answer.Waited);
    }

    [Fact]
    public void A_crowd_is_deferred_whatever_on_store_failure_says()
    {
        var (attempts, searches) = (Rules.Crowded(Identities), JudgeRules.CrowdedSearch(Identities));

        Assert.Equal(
            (DecisionStatus.Deferred, RecipientRule.Crowded, "too many attempts at once", "451 4.3.0 Please try again later"),
            (attempts.Status, attempts.Rule, attempts.Reason, attempts.Reply?.ToString()));
        Assert.Equal(attempts with { Reason = "too many searches of the access lists at once" }, searches);
    }

    [Theory]
    [InlineData(true, VerdictReason.KnownTriplet)]
    [InlineData(true, VerdictReason.WaitedLongEnough)]
    [InlineData(false, VerdictReason.NeverSeen)]
    [InlineData(false, VerdictReason.TooSoon)]
    [InlineData(false, VerdictReason.StillWaiting)]
    [InlineData(false, VerdictReason.TooLate)]
    public void In_observe_mode_every_verdict_keeps_its_rule_and_no_recipient_is_deferred(bool passed, VerdictReason reason)
    {
        var verdict = new Verdict(passed, reason, TimeSpan.FromMinutes(5)) { By = Identities[0] };
        var (enforced, observed) = (Rules.ByGreylist(verdict, ClientEvidence.None, Identities), Observing.ByGreylist(verdict, ClientEvidence.None, Identities));

        Assert.Equal(enforced with { Status = DecisionStatus.Accepted, Reply = null, WouldDefer = !passed, IsObserved = true }, observed);
        Assert.Equal((DecisionStatus.Accepted, !passed), (Observing.StatusOf(RecipientRules.Of(observed.Rule)), Observing.WouldDefer(RecipientRules.Of(observed.Rule))));
        Assert.False(enforced.WouldDefer);
        Assert.Equal(TimeSpan.Zero, observed.Delay);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_observe_mode_neither_a_crowd_nor_the_lack_of_a_verdict_defers(bool acceptsWithoutGreylist)
    {
        var rules = Observing with { AcceptsWithoutGreylist = acceptsWithoutGreylist };

        Assert.Equal((DecisionStatus.Accepted, RecipientRule.Crowded, true, null), Of(rules.Crowded(Identities)));
        Assert.Equal((DecisionStatus.Accepted, RecipientRule.StoreFailure, !acceptsWithoutGreylist, null), Of(rules.WithoutGreylist(Identities)));

        static (DecisionStatus, RecipientRule, bool, SmtpReply?) Of(RecipientAnswer answer) => (answer.Status, answer.Rule, answer.WouldDefer, answer.Reply);
    }

    [Fact]
    public void The_attempt_says_whether_the_mode_is_observe()
    {
        var question = Question("192.0.2.1", "bob@example.org");

        Assert.True(Observing.AttemptOf(question, ClientEvidence.None, Identities).IsObserved);
        Assert.False(Rules.AttemptOf(question, ClientEvidence.None, Identities).IsObserved);
    }

    [Fact]
    public void Observe_mode_does_not_change_the_answers_of_other_rules()
    {
        Assert.Equal(DecisionStatus.Deferred, JudgeRules.CrowdedSearch(Identities).Status);
        Assert.Equal(DecisionStatus.Failed, JudgeRules.WithoutMemory(Identities).Status);
        Assert.All(
            RecipientRules.All.Where(entry => entry.Status is not (DecisionStatus.Deferred or null)),
            entry => Assert.Equal((entry.Status!.Value, false), (Observing.StatusOf(entry), Observing.WouldDefer(entry))));
    }

    [Fact]
    public void A_recipient_fails_for_now_while_memory_is_scarce()
    {
        var answer = JudgeRules.WithoutMemory(Identities);

        Assert.Equal((DecisionStatus.Failed, RecipientRule.LittleMemory), (answer.Status, answer.Rule));
        Assert.Same(SmtpReplies.LittleMemory, answer.Reply);
    }

    [Fact]
    public void The_greylist_compares_the_normalised_paths_and_the_identities()
    {
        var question = new RecipientQuestion(
            IPAddress.Parse("2001:db8:1:2:3::4"), "mail.example.net", new MailPath("Ann+news", "Example.NET"), new MailPath("Bob", "example.org"));
        var identities = Rules.IdentitiesOf(new ClientFacts(question.Client, ClientEvidence.None));
        var attempt = Rules.AttemptOf(question, ClientEvidence.None, identities);

        Assert.Equal(["2001:db8:1:2::/64"], attempt.Identities.Select(identity => identity.Text));
        Assert.Equal(("ann@example.net", "bob@example.org"), (attempt.ReversePath, attempt.ForwardPath));
    }

    [Fact]
    public void A_client_has_its_network_and_every_identity_that_the_dns_proves()
    {
        var evidence = new ClientEvidence(
            new NameEvidence(NameResult.Confirmed, "mail-1.example.net"),
            new NameEvidence(NameResult.Confirmed, "out.mail.example.com"),
            new SpfEvidence(SpfResult.Pass, "news.example.org"),
            null);

        Assert.Equal(
            ["192.0.2.0/24", "spf:news.example.org", "host:example.net", "host:example.com"],
            Rules.IdentitiesOf(new ClientFacts(IPAddress.Parse("192.0.2.7"), evidence)).Select(identity => identity.Text));
    }

    [Theory]
    [InlineData("198.51.100.1", true)]
    [InlineData("::ffff:198.51.100.1", true)]
    [InlineData("192.0.2.9", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::1", false)]
    public void The_dns_is_asked_about_clients_that_are_neither_local_nor_allowed(string client, bool isLookedUp)
    {
        Assert.Equal(isLookedUp, (Rules with { UsesDns = true }).LooksUp(IPAddress.Parse(client)));
        Assert.False((Rules with { UsesDns = false }).LooksUp(IPAddress.Parse(client)));
    }

    [Fact]
    public void A_listed_client_passes_or_waits_longer_depending_on_the_kind_of_the_list()
    {
        var allowed = Listed(DnsListKind.Allow);
        var denied = Listed(DnsListKind.Deny);
        var question = Question("192.0.2.1", "bob@example.org");

        Assert.Equal(
            (DecisionStatus.Accepted, RecipientRule.AllowListed, "the DNS list list.example contains the client (127.0.0.2)"),
            JudgeRules.ByAllowList(allowed, Identities) is { } answer ? (answer.Status, answer.Rule, answer.Reason) : default);
        Assert.Null(JudgeRules.ByAllowList(denied, Identities));
        Assert.True(Rules.AttemptOf(question, denied, Identities).IsListed);
        Assert.False(Rules.AttemptOf(question, allowed, Identities).IsListed);
        Assert.Equal(
            ("never seen before; the DNS list list.example contains the client (127.0.0.2)", "known triplet"),
            (Reason(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero)), Reason(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero))));

        string Reason(Verdict verdict) => Rules.ByGreylist(verdict, denied, Identities).Reason;
    }

    private static ClientEvidence Listed(DnsListKind kind) =>
        ClientEvidence.None with { Lists = new ListEvidence([new ListMatch("list.example", kind, IPAddress.Parse("127.0.0.2"))]) };

    private static readonly ImmutableArray<ClientIdentity> Identities = [new ClientIdentity("192.0.2.0/24")];

    private static RecipientQuestion Question(string client, string to)
    {
        var at = to.IndexOf('@', StringComparison.Ordinal);
        return new RecipientQuestion(IPAddress.Parse(client), "mail.example.net", new MailPath("ann", "example.net"), new MailPath(to[..at], to[(at + 1)..]));
    }

    private static RecipientAnswer? ByAccess(RecipientQuestion question) =>
        Rules.ByAccess(question, Rules.Check(question), Rules.IdentitiesOf(new ClientFacts(question.Client, ClientEvidence.None)));
}
