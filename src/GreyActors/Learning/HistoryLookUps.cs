using System.Collections.Concurrent;
using GreyActors.Core.Reputation;
using GreyActors.History;
using GreyActors.Reputation;

namespace GreyActors.Learning;

/// <summary>Asks the DNS about the clients of a log: their names, and the SPF records of their senders, as they are today.</summary>
/// <remarks>
/// Bounded: <see cref="MostAtOnce"/> evaluations at once, a deadline for each, a cache of results. After <see cref="Enough"/> failures in a row the DNS is not asked any
/// more, because a log has many clients.
/// </remarks>
/// <param name="dns">Asks the DNS.</param>
/// <param name="parts">The name of this server, and the clock.</param>
internal sealed class HistoryLookUps(IDnsClient dns, ReputationDependencies parts)
{
    /// <summary>The largest number of evaluations at once.</summary>
    public const int MostAtOnce = 64;

    /// <summary>The number of evaluations in a row without any answer after which the DNS is not asked any more.</summary>
    public const int Enough = 50;

    private const int Kept = 200_000;

    private static readonly TimeSpan LongestEvaluation = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<LookUpKey, ClientEvidence> _results = new();
    private int _failures;
    private int _unanswered;

    /// <summary>Whether the DNS is still asked.</summary>
    public bool IsWorking => Volatile.Read(ref _failures) < Enough;

    /// <summary>The number of look-ups without an answer.</summary>
    public int Unanswered => _unanswered;

    /// <summary>Looks up everything that some mails need.</summary>
    public async Task Resolve(IEnumerable<HistoricMail> mails, CancellationToken cancelled)
    {
        if (_results.Count > Kept)
            _results.Clear();
        var questions = new Dictionary<LookUpKey, LookUp>();
        foreach (var question in mails.SelectMany(QuestionsAbout))
        {
            if (Find(question) is null)
                questions.TryAdd(LookUpKey.Of(question), question);
        }

        await Parallel.ForEachAsync(
            questions.Values,
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancelled },
            async (question, ended) => await Evaluate(question, ended));
    }

    /// <summary>The evidence about the client of a mail, as far as it was looked up. A name that the log has confirmed counts as confirmed.</summary>
    public ClientEvidence EvidenceOf(HistoricMail mail)
    {
        var evidence = OfLog(mail);
        foreach (var question in QuestionsAbout(mail))
        {
            if (Find(question) is not { } found)
                continue;
            evidence = evidence with
            {
                ReverseName = evidence.ReverseName ?? found.ReverseName,
                HeloName = evidence.HeloName ?? found.HeloName,
                Spf = evidence.Spf ?? found.Spf,
            };
        }

        return evidence;
    }

    /// <summary>The evidence that the log itself contains.</summary>
    public static ClientEvidence OfLog(HistoricMail mail) => mail.ClientName.Length == 0
        ? ClientEvidence.None
        : ClientEvidence.None with { ReverseName = new NameEvidence(NameResult.Confirmed, mail.ClientName) };

    private static IEnumerable<LookUp> QuestionsAbout(HistoricMail mail)
    {
        if (!mail.Identities.IsDefault)
            yield break;
        yield return new LookUp.Spf(mail.Client, mail.Helo, mail.ReversePath);
        if (mail.ClientName.Length == 0)
            yield return new LookUp.ReverseName(mail.Client);
        if (mail.Helo.Length > 0 && mail.Helo != mail.ClientName)
            yield return new LookUp.HeloName(mail.Client, mail.Helo);
    }

    private ClientEvidence? Find(LookUp question) =>
        (question is LookUp.Spf spf && _results.TryGetValue(LookUpKey.OfDomain(spf), out var ofDomain) ? ofDomain : null)
        ?? _results.GetValueOrDefault(LookUpKey.Of(question));

    private async Task Evaluate(LookUp question, CancellationToken ended)
    {
        // Another mail of the same domain may have been looked up meanwhile.
        if (!IsWorking || Find(question) is not null)
            return;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ended);
        deadline.CancelAfter(LongestEvaluation);
        var evaluation = LookUpEvaluations.Begin(question, parts, []);
        var (answer, hasAnswer) = ((DnsAnswer?)null, false);
        while (evaluation.Next(answer) is { } next)
        {
            answer = await dns.Ask(next, deadline.Token);
            hasAnswer |= answer.Status != DnsStatus.Failed;
            if (deadline.IsCancellationRequested)
            {
                evaluation.Expire();
                break;
            }
        }

        ended.ThrowIfCancellationRequested();
        Record(question, evaluation, hasAnswer);
    }

    private void Record(LookUp question, DnsEvaluation evaluation, bool hasAnswer)
    {
        if (evaluation.Questions > 0)
            Interlocked.Exchange(ref _failures, hasAnswer ? 0 : Volatile.Read(ref _failures) + 1);
        if (evaluation.HasFailed)
            Interlocked.Increment(ref _unanswered);
        var key = !evaluation.HasFailed && question is LookUp.Spf spf && LookUpEvaluations.IsForDomain(evaluation) ? LookUpKey.OfDomain(spf) : LookUpKey.Of(question);
        _results[key] = LookUpEvaluations.EvidenceOf(question, evaluation);
    }
}
