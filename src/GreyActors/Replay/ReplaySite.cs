using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Judging;

namespace GreyActors.Replay;

/// <summary>A site that gets the mail of the history: the rules, the known clients and the greylist of the program, without actors, store and sockets.</summary>
/// <remarks>
/// It judges as <c>enforce</c> does, whatever <c>greylisting.mode</c> says: a site that observes wants to know what <c>enforce</c> would do. The rules
/// see of a message what a client shows: its address, HELO name, sender and recipient, and the evidence of the DNS.
/// </remarks>
internal sealed class ReplaySite
{
    private readonly JudgeRules _rules;
    private readonly GreylistTiming _timing;
    private readonly SitePartition[] _partitions;
    private readonly IdentitySums _identities;
    private readonly Dictionary<ReplayHost, (ClientEvidence Evidence, ImmutableArray<ClientIdentity> Identities)> _hosts = [];
    private long _period;

    public ReplaySite(GreyActorsSettings settings)
    {
        Settings = settings;
        _rules = JudgeDependencies.RulesOf(settings, AccessPolicy.Compile(settings.Access)) with { Observes = false };
        _timing = settings.Greylisting.Timing;
        var partitions = settings.Store.Partitions;
        var (maxTriplets, maxPairs) = (Math.Max(1, settings.Greylisting.MaxTriplets / partitions), Math.Max(1, settings.KnownClients.MaxPairs / partitions));
        _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new SitePartition(maxTriplets, maxPairs))];
        _identities = new IdentitySums(partitions);
    }

    /// <summary>The settings of the site.</summary>
    public GreyActorsSettings Settings { get; }

    /// <summary>The number of triplets.</summary>
    public int Triplets => _partitions.Sum(partition => partition.Greylist.Count);

    /// <summary>The number of known pairs and expected replies.</summary>
    public int KnownEntries => _partitions.Sum(partition => partition.Known.Count);

    /// <summary>The number of ignored identities.</summary>
    public int IgnoredIdentities => _identities.Ignored.Count;

    /// <summary>Judges one recipient of one try.</summary>
    /// <param name="host">The client.</param>
    public SiteAnswer Judge(in RecipientQuestion question, ReplayHost host, DateTimeOffset now)
    {
        var (evidence, identities) = IdentitiesOf(host);
        if (_rules.ByAccess(question, _rules.Check(question), identities) is { } ruled)
        {
            LearnSent(question, ruled, now);
            return new SiteAnswer(ruled.Status, ruled.Rule, ruled.IsForWholeMail);
        }

        if (JudgeRules.ByAllowList(evidence, identities) is { } listed)
            return new SiteAnswer(listed.Status, listed.Rule, false);
        // The words of an answer, which nobody reads here, take as long as the decision.
        var verdict = Judge(_rules.AttemptOf(question, evidence, identities), now);
        return new SiteAnswer(verdict.Passed ? DecisionStatus.Accepted : DecisionStatus.Deferred, RecipientRules.RuleOf(verdict.Reason), false);
    }

    /// <summary>Counts which identities come back, as the program does after each sweep.</summary>
    /// <remarks>The counts of a partition change only if mail came back to it, or at the end of a period of six hours.</remarks>
    public void CountIdentities(DateTimeOffset now)
    {
        var period = IdentityRecord.PeriodOf(now.ToUnixTimeMilliseconds());
        for (var number = 0; number < _partitions.Length; number++)
        {
            if (_partitions[number].TakeChange() || period != _period)
                _identities.Replace(number, _partitions[number].Greylist.Identities.CountsAt(now));
        }

        _period = period;
    }

    /// <summary>Removes expired entries.</summary>
    public void Expire(DateTimeOffset now)
    {
        foreach (var partition in _partitions)
            partition.Expire(_timing, _rules.Known, now);
    }

    /// <summary>The attempt of a delivered mail; null if it teaches nothing: its domain is not served here, or our own users sent it.</summary>
    public Attempt? DeliveredAttempt(ReplayMessage message, MailPath recipient, ReplayHost host)
    {
        if (!_rules.Access.ServesDomain(recipient.Domain) || _rules.Access.IsAllowedClient(host.Client) || LocalAddresses.Contains(host.Client))
            return null;
        var (evidence, identities) = IdentitiesOf(host);
        return _rules.AttemptOf(new RecipientQuestion(host.Client, host.Helo, message.ReversePath, recipient), evidence, identities);
    }

    /// <summary>Adds what was learnt from delivered mail.</summary>
    public void Learn(IEnumerable<KnownTriplet> triplets, IEnumerable<KnownEntry> pairs)
    {
        foreach (var known in triplets)
            _partitions[Partitioning.Of(known.Triplet.ReversePath, known.Triplet.ForwardPath, _partitions.Length)].Greylist.Learn(known);
        foreach (var pair in pairs)
            _partitions[Partitioning.Of(pair.Key.Organisation, _partitions.Length)].Known.Learn(pair);
    }

    private void LearnSent(in RecipientQuestion question, RecipientAnswer answer, DateTimeOffset now)
    {
        if (answer.Status == DecisionStatus.Accepted && _rules.ReplyTo(question) is { } reply)
            _partitions[Partitioning.Of(reply.Organisation, _partitions.Length)].LearnSent(reply, _rules.Known, now);
    }

    private Verdict Judge(Attempt attempt, DateTimeOffset now)
    {
        var known = _partitions[Partitioning.Of(attempt.Organisation, _partitions.Length)];
        if (_rules.Known.IsUsed && known.Decide(attempt, _rules.Known, now, _identities.Ignored) is { } passed)
            return passed;
        var verdict = _partitions[Partitioning.Of(attempt, _partitions.Length)].Judge(attempt, _timing, _rules.Known, now, _identities.Ignored);
        if (_rules.Teaches(verdict, attempt))
            known.LearnPass(attempt, _rules.Known, now, _identities.Ignored);
        return verdict;
    }

    private (ClientEvidence Evidence, ImmutableArray<ClientIdentity> Identities) IdentitiesOf(ReplayHost host)
    {
        if (!_hosts.TryGetValue(host, out var known))
        {
            var evidence = _rules.LooksUp(host.Client) ? host.Evidence : ClientEvidence.None;
            var identities = _rules.IdentitiesOf(new ClientFacts(host.Client, evidence));
            if (!host.Recorded.IsDefault && _rules.LooksUp(host.Client))
                identities = [.. identities, .. host.Recorded.Where(one => one.Kind != IdentityKind.Network && !identities.Contains(one))];
            _hosts[host] = known = (evidence, identities);
        }

        return known;
    }
}

/// <summary>The answer of a site for a recipient.</summary>
/// <param name="IsForWholeMail">True if a whitelisting holds for the whole mail where one decision is made for all its recipients.</param>
internal readonly record struct SiteAnswer(DecisionStatus Status, RecipientRule Rule, bool IsForWholeMail);
