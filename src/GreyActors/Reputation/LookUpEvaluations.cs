using System.Collections.Immutable;
using GreyActors.Core.Reputation;
using GreyActors.Observability;

namespace GreyActors.Reputation;

/// <summary>The pure evaluation of each kind of look-up, and its result as a part of the evidence.</summary>
internal static class LookUpEvaluations
{
    private static readonly TimeSpan ShortestKept = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(1);

    /// <summary>The evaluation of a look-up.</summary>
    /// <param name="question">The look-up.</param>
    /// <param name="parts">The dependencies.</param>
    /// <param name="lists">The DNS lists that work.</param>
    public static DnsEvaluation Begin(LookUp question, ReputationDependencies parts, ImmutableArray<DnsList> lists) => question switch
    {
        LookUp.ReverseName name => new ReverseNameEvaluation(name.Client),
        LookUp.HeloName helo => new HeloNameEvaluation(helo.Client, helo.Name),
        LookUp.Spf spf => new SpfEvaluation(spf.Client, spf.Helo, spf.ReversePath, parts.ServerName, parts.Time.GetUtcNow()),
        _ => new DnsListEvaluation(question.Client, lists),
    };

    /// <summary>The result of an evaluation that has ended.</summary>
    public static ClientEvidence EvidenceOf(LookUp question, DnsEvaluation evaluation) => evaluation switch
    {
        ReverseNameEvaluation reverse => ClientEvidence.None with { ReverseName = reverse.Evidence },
        HeloNameEvaluation helo => ClientEvidence.None with { HeloName = helo.Evidence },
        DnsListEvaluation listed => ClientEvidence.None with { Lists = listed.Evidence },
        SpfEvaluation spf => ClientEvidence.None with { Spf = spf.Evidence },
        _ => NoAnswer(question),
    };

    /// <summary>The result of a look-up that has none.</summary>
    public static ClientEvidence NoAnswer(LookUp question) => question switch
    {
        LookUp.ReverseName => ClientEvidence.None with { ReverseName = new NameEvidence(NameResult.NoAnswer, "") },
        LookUp.HeloName => ClientEvidence.None with { HeloName = new NameEvidence(NameResult.NoAnswer, "") },
        LookUp.Spf => ClientEvidence.None with { Spf = new SpfEvidence(SpfResult.TempError, "") },
        _ => ClientEvidence.None with { Lists = new ListEvidence([]) },
    };

    /// <summary>Whether a result counts for all senders of its domain.</summary>
    public static bool IsForDomain(DnsEvaluation evaluation) => evaluation is SpfEvaluation { DependsOnSender: false };

    /// <summary>The time for which a result is kept that rests on no failed answer.</summary>
    public static TimeSpan TimeKept(DnsEvaluation evaluation) =>
        evaluation.TimeToLive < ShortestKept ? ShortestKept : evaluation.TimeToLive > LongestKept ? LongestKept : evaluation.TimeToLive;

    /// <summary>The memory of a result in bytes, without its key.</summary>
    public static int BytesOf(ClientEvidence evidence) =>
        300 + (sizeof(char) * ((evidence.ReverseName?.Name.Length ?? 0) + (evidence.HeloName?.Name.Length ?? 0) + (evidence.Spf?.Domain.Length ?? 0)))
            + (100 * (evidence.Lists?.Matches.Length ?? 0));

    /// <summary>Counts a reply.</summary>
    public static void Count(ClientEvidence evidence)
    {
        if (evidence.Spf is { } spf)
            ReputationMeters.CountSpf(spf.Result);
        else if (evidence.ReverseName is { } reverse)
            ReputationMeters.CountReverseName(reverse.Result);
        else if (evidence.HeloName is { } helo)
            ReputationMeters.CountHeloName(helo.Result);
        else if (evidence.Lists is { } lists)
            ReputationMeters.CountLists(lists.First(DnsListKind.Deny)?.Kind ?? lists.First(DnsListKind.Allow)?.Kind);
    }
}
