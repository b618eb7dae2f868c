using System.Net;
using System.Text;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Judging;

namespace GreyActors.Benchmarks.Outcome;

/// <summary>The site that receives the messages: the rules and the greylist of the program with its defaults, without actors, store and sockets.</summary>
internal sealed class OutcomeSite
{
    private readonly bool _withDns;
    private readonly GreylistTiming _timing;
    private readonly JudgeRules _rules;
    private readonly GreylistState[] _partitions;
    private readonly IdentitySums _identities;
    private readonly int _maxTriplets;

    /// <param name="withDns">False: a client is known by its network only.</param>
    public OutcomeSite(bool withDns)
    {
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "site.conf");
        File.WriteAllText(file, "grey-actors { allowed-domains = [example.com] }");
        if (ConfigurationLoader.Load(file, []) is not LoadedConfiguration.Valid { Settings: var settings })
            throw new InvalidOperationException("The configuration is wrong.");
        _withDns = withDns;
        _timing = settings.Greylisting.Timing;
        _rules = JudgeDependencies.RulesOf(settings, AccessPolicy.Compile(settings.Access));
        _partitions = [.. Enumerable.Range(0, settings.Store.Partitions).Select(_ => new GreylistState())];
        _identities = new IdentitySums(_partitions.Length);
        _maxTriplets = Math.Max(1, settings.Greylisting.MaxTriplets / _partitions.Length);
    }

    /// <summary>The number of triplets.</summary>
    public int Triplets => _partitions.Sum(partition => partition.Count);

    /// <summary>The number of ignored identities.</summary>
    public int Ignored => _identities.Ignored.Count;

    /// <summary>Whether a recipient is accepted.</summary>
    public bool Accepts(TraceMessage message, TraceHost host, int recipient, DateTimeOffset now)
    {
        var client = IPAddress.Parse(host.Ip);
        var question = new RecipientQuestion(client, host.Helo, ReversePathOf(message.From), ForwardPathOf(message.To[recipient]));
        var evidence = _withDns ? EvidenceOf(host, question.ReversePath) : ClientEvidence.None;
        var identities = _rules.IdentitiesOf(new ClientFacts(client, evidence));
        var answer = JudgeRules.ByAccess(question, _rules.Check(question), identities)
            ?? _rules.ByGreylist(Judge(_rules.AttemptOf(question, evidence, identities), now), evidence, identities);
        // The session answers a deferral of the null reverse-path only at DATA.
        return answer.Status == DecisionStatus.Accepted || (message.Probe && question.ReversePath.IsNull);
    }

    /// <summary>Removes expired triplets, and judges the identities again.</summary>
    public void Sweep(DateTimeOffset now)
    {
        for (var number = 0; number < _partitions.Length; number++)
        {
            _partitions[number].Expire(_timing, now);
            _identities.Replace(number, _partitions[number].Identities.CountsAt(now));
        }
    }

    private Verdict Judge(Attempt attempt, DateTimeOffset now)
    {
        var partition = _partitions[Partitioning.Of(attempt, _partitions.Length)];
        var decision = GreylistRules.Decide(partition, attempt, _timing, now, _identities.Ignored);
        if (decision.Event is { } happened)
        {
            partition.Apply(happened);
            partition.Crowd(_maxTriplets);
            partition.Identities.Crowd(_identities.Ignored);
        }

        return decision.Verdict;
    }

    private static ClientEvidence EvidenceOf(TraceHost host, MailPath reversePath) => new(
        new NameEvidence(host.Ptr.Length == 0 ? NameResult.NoName : host.Fc ? NameResult.Confirmed : NameResult.Unconfirmed, host.Ptr),
        new NameEvidence(host.Hc ? NameResult.Confirmed : NameResult.Unconfirmed, host.Helo),
        host.Spf.Length > 0
            ? new SpfEvidence(SpfResult.Pass, host.Spf)
            : new SpfEvidence(SpfResult.None, reversePath.IsNull ? host.Helo : reversePath.Domain),
        Lists: null);

    private static MailPath ReversePathOf(string address) =>
        CommandParser.Parse(Encoding.ASCII.GetBytes($"MAIL FROM:<{address}>")) is SmtpCommand.Mail mail
            ? mail.ReversePath
            : throw new FormatException($"{address} is no reverse-path.");

    private static MailPath ForwardPathOf(string address) =>
        CommandParser.Parse(Encoding.ASCII.GetBytes($"RCPT TO:<{address}>")) is SmtpCommand.Rcpt rcpt
            ? rcpt.ForwardPath
            : throw new FormatException($"{address} is no forward-path.");
}
