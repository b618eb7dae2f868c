using System.Globalization;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>Compares a history with the promises of the cluster.</summary>
/// <param name="initialDelay">greylisting.initial-delay.</param>
/// <remarks>
/// A reply that the client did not get may have taken effect: a lost attempt may have begun the wait, and a mail without acknowledgement may be
/// delivered. So each rule takes the times and counts that favour the program.
/// </remarks>
public sealed class ClusterChecker(TimeSpan initialDelay)
{
    /// <summary>The number of deferrals that a triplet may get after its wait.</summary>
    public const int LateDeferrals = 1;

    // The program's clock counts milliseconds.
    private static readonly TimeSpan ClockGrain = TimeSpan.FromMilliseconds(5);

    // Log lines wait for others at most 20 ms before they are written; a busy machine is slower.
    private static readonly TimeSpan UnwrittenLog = TimeSpan.FromMilliseconds(250);

    /// <summary>All violations.</summary>
    public IReadOnlyList<ClusterViolation> Check(ClusterHistory history)
    {
        var triplets = history.Attempts.GroupBy(attempt => attempt.Triplet)
            .Select(triplet => triplet.OrderBy(attempt => attempt.Answered).ThenBy(attempt => attempt.Asked).ToArray())
            .ToArray();
        return
        [
            .. PassesTooSoon(history, triplets),
            .. triplets.SelectMany(DeferralsAgain),
            .. PermanentRefusals(history),
            .. MissingMails(history),
            .. RepeatedDeliveries(history),
        ];
    }

    /// <summary>The deferrals of a triplet that had waited, or had passed. The attempts are in the order of their answers.</summary>
    public IReadOnlyList<AttemptRecord> DeferralsAfterTheWait(IReadOnlyList<AttemptRecord> triplet)
    {
        // A deferral is persisted before it is answered.
        if (triplet.FirstOrDefault(attempt => attempt.Answer == AttemptAnswer.Deferred) is not { } first)
            return [];

        var waited = first.Answered + initialDelay + ClockGrain;
        return [.. triplet.Where(attempt => attempt.Answer == AttemptAnswer.Deferred && attempt.Asked >= waited)];
    }

    private IEnumerable<ClusterViolation> PassesTooSoon(ClusterHistory history, IEnumerable<AttemptRecord[]> triplets)
    {
        var logged = history.StoreFailures.CountBy(line => line).ToDictionary();
        foreach (var triplet in triplets)
        {
            foreach (var machine in triplet.Where(attempt => IsTooSoon(attempt, triplet) && !IsLogLost(attempt, history)).GroupBy(attempt => attempt.Machine))
            {
                // A line has no reliable order among the replies, so lines are counted.
                var explained = logged.GetValueOrDefault(new StoreFailureLine(machine.Key, machine.First().Triplet));
                foreach (var attempt in machine.Skip(explained))
                    yield return Violation(ViolationKind.PassedTooSoon, triplet, $"{attempt.Answered - Begin(triplet):g} after the first attempt");
            }
        }
    }

    private bool IsTooSoon(AttemptRecord attempt, AttemptRecord[] triplet) =>
        attempt.Answer == AttemptAnswer.Passed && attempt.Answered < Begin(triplet) + initialDelay - ClockGrain;

    private static bool IsLogLost(AttemptRecord attempt, ClusterHistory history) =>
        history.Kills.Any(kill => kill.Machine == attempt.Machine && attempt.Answered <= kill.At && attempt.Answered > kill.At - UnwrittenLog);

    private static TimeSpan Begin(AttemptRecord[] triplet) => triplet.Where(attempt => attempt.Answer != AttemptAnswer.NotAsked).Min(attempt => attempt.Asked);

    private IEnumerable<ClusterViolation> DeferralsAgain(AttemptRecord[] triplet)
    {
        var late = DeferralsAfterTheWait(triplet);
        if (late.Count > LateDeferrals)
            yield return Violation(ViolationKind.DeferredAgain, triplet, $"{late.Count} deferrals after the wait");
    }

    private static IEnumerable<ClusterViolation> PermanentRefusals(ClusterHistory history) =>
    [
        .. history.Attempts.Where(attempt => attempt.Answer == AttemptAnswer.Refused)
            .Select(attempt => new ClusterViolation(ViolationKind.RefusedPermanently, $"{attempt}")),
        .. history.Mails.Where(mail => mail.Answer == MailAnswer.Refused)
            .Select(mail => new ClusterViolation(ViolationKind.RefusedPermanently, $"{mail}")),
    ];

    private static IEnumerable<ClusterViolation> MissingMails(ClusterHistory history)
    {
        var delivered = history.Deliveries.ToHashSet();
        return history.Mails.Where(mail => mail.Answer == MailAnswer.Acknowledged && !delivered.Contains(mail.Mail))
            .Select(mail => new ClusterViolation(ViolationKind.MailMissing, $"{mail}"));
    }

    private static IEnumerable<ClusterViolation> RepeatedDeliveries(ClusterHistory history)
    {
        var transmissions = history.Mails.ToLookup(mail => mail.Mail);
        foreach (var (mail, count) in history.Deliveries.CountBy(mail => mail))
        {
            // One delivery belongs to the acknowledgement, and one to each transmission without an answer.
            var lost = transmissions[mail].Count(transmission => transmission.Answer == MailAnswer.Lost);
            if (count > 1 + lost)
                yield return new ClusterViolation(ViolationKind.DeliveredTwice, $"{mail}: {count} deliveries\n{string.Join('\n', transmissions[mail])}");
        }
    }

    private static ClusterViolation Violation(ViolationKind kind, IEnumerable<AttemptRecord> triplet, string reason) =>
        new(kind, string.Create(CultureInfo.InvariantCulture, $"{reason}\n  {string.Join("\n  ", triplet.Select(Line))}"));

    private static string Line(AttemptRecord attempt) => string.Create(
        CultureInfo.InvariantCulture,
        $"triplet {attempt.Triplet} at machine {attempt.Machine}, {attempt.Asked.TotalSeconds:0.000} to {attempt.Answered.TotalSeconds:0.000} s: {attempt.Answer} {attempt.Reply}");
}
