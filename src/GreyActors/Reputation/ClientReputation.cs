using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Reputation;
using GreyActors.Observability;

namespace GreyActors.Reputation;

/// <summary>Answers from the DNS what can be proven about a client: from a bounded cache of results, or by an evaluation that asks the DNS.</summary>
/// <remarks>
/// Equal evaluations share one result. Each evaluation has a deadline (RFC 7208 4.6.4), after which its result is that of a failed look-up; so is the
/// result of a look-up that arrives while too many are waiting, in total or of its client's network. A bug in an evaluation ends this evaluation only. Stops when its supervisor does.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "PostStop disposes of them.")]
public sealed class ClientReputation : Component, IWithTimers
{
    private const int MaxEvaluations = 4096;
    private const int UsualBytes = 512;
    private const int LongestKept = 4 << 10;

    private static readonly TimeSpan LongestEvaluation = TimeSpan.FromSeconds(20);

    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly Deadline _deadline = new(Context);
    private readonly CancellationTokenSource _ended = new();
    private readonly DnsQueries _queries;
    private readonly BoundedCache<LookUpKey, ClientEvidence> _results = new(0, 0, 0);
    private readonly Dictionary<LookUpKey, RunningEvaluation> _running = [];
    private readonly LinkedList<RunningEvaluation> _byAge = [];
    private readonly LookUpShares _shares = new();
    private readonly TestedLists _lists;
    private ReputationDependencies _parts;
    private ImmutableArray<IPEndPoint> _resolvers = [];

    private ClientReputation(Nameplate nameplate, ReputationDependencies parts)
        : base(nameplate)
    {
        _queries = new DnsQueries(Self, _ended.Token);
        _lists = new TestedLists(_log);
        _parts = parts;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private ReadinessCheck Check => DnsReadiness.Check(_parts, _resolvers, _queries.Health);

    private long Now => (long)_parts.Time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Props; answers <see cref="LookUp"/> with <see cref="LookedUp"/>, and handles <see cref="UseReputation"/> and <see cref="GetReadiness"/>.</summary>
    public static Props Props(ReputationDependencies parts) => PropsOf(nameplate => new ClientReputation(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Use(_parts, before: default);
        Enter(Answering);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _deadline.Clear();
        _ended.Cancel();
        _ended.Dispose();
        _queries.Close();
        foreach (var running in _running.Values)
            Reply(running, LookUpEvaluations.NoAnswer(running.Question!));
    }

    private void Answering(object message)
    {
        switch (message)
        {
            case LookUp question:
                Handle(question);
                break;
            case QueryEnded end:
                Handle(end);
                break;
            case DeadlinePassed when _deadline.Is(message):
                Expire();
                break;
            case DeadlinePassed:
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(Check));
                break;
            case Tick tick when tick == Tick.ListTests:
                TestLists();
                break;
            case Tick:
                _queries.Probe(Now);
                break;
            case UseReputation use:
                Use(use.Parts, _resolvers);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Handle(LookUp question)
    {
        var now = Now;
        var isKnown = IsKnown(question, now, out var evidence);
        ReputationMeters.CountCachedResult(isKnown);
        if (isKnown)
        {
            LookUpEvaluations.Count(evidence);
            Sender.Tell(new LookedUp(question, evidence));
            return;
        }

        var key = LookUpKey.Of(question);
        _running.TryGetValue(key, out var running);
        if ((running is null && _byAge.Count >= MaxEvaluations) || !_shares.TryEnter(LookUpShares.NetworkOf(question.Client), now))
        {
            ReputationMeters.CountRefusedQuery();
            Sender.Tell(new LookedUp(question, LookUpEvaluations.NoAnswer(question)));
        }
        else if (running is null)
        {
            Begin(question, key, now);
        }
        else
        {
            running.Askers.Add((question, Sender));
        }
    }

    private bool IsKnown(LookUp question, long now, out ClientEvidence evidence) =>
        (question is LookUp.Spf spf && _results.TryGet(LookUpKey.OfDomain(spf), now, out evidence, out _))
        || _results.TryGet(LookUpKey.Of(question), now, out evidence, out _);

    private void Begin(LookUp question, in LookUpKey key, long now)
    {
        var running = new RunningEvaluation(_parts.Begin(question, _parts, _lists.Working), question, now);
        running.Askers.Add((question, Sender));
        _running.Add(key, running);
        Begin(running, now);
    }

    private void Begin(RunningEvaluation running, long now)
    {
        _byAge.AddLast(running.Node);
        if (_byAge.First == running.Node)
            _deadline.Set(LongestEvaluation);
        Continue(running, null, now);
    }

    // The results arrive while this waits for the next tests.
    private void TestLists()
    {
        foreach (var list in _lists.All)
            Begin(new RunningEvaluation(new DnsListTest(list), list, Now), Now);
        if (!_lists.All.IsEmpty)
            Timers.StartSingleTimer(Tick.ListTests, Tick.ListTests, _lists.UntilNextTests);
    }

    private void Handle(QueryEnded end)
    {
        var now = Now;
        if (end.Bug is { } bug)
            _log.Error(bug, LogLines.LookUpBug, end.Query.Question.Type);
        // The DNS works again: lists that could not be tested would wait minutes for their next test. Failures are kept until then.
        if (_queries.Record(end, now) && DnsReadiness.Report(_log, _queries.Health, _resolvers))
            Timers.StartSingleTimer(Tick.ListTests, Tick.ListTests, DnsQueries.FailureKept);
        if (end.Query.IsProbe && _queries.Health.IsFailing)
            Timers.StartSingleTimer(Tick.Probe, Tick.Probe, DnsHealth.BetweenProbes);
        foreach (var running in end.Query.Evaluations)
        {
            if (!running.IsDone)
                Continue(running, end.Answer, now);
        }
    }

    // The evaluation gets the answers that are known at once.
    private void Continue(RunningEvaluation running, DnsAnswer? answer, long now)
    {
        do
        {
            if (_shares.HasSpentAll(running.Network, now))
            {
                End(running, now, isExpired: true);
                return;
            }

            var since = _parts.Time.GetTimestamp();
            var next = Next(running, answer);
            _shares.Spend(running.Network, _parts.Time.GetElapsedTime(since));
            if (next is not { } question)
            {
                End(running, now);
                return;
            }

            answer = _queries.Resolve(question, running, now);
        }
        while (answer is not null);
    }

    // An evaluation reads what strangers wrote. If a bug in it restarted this actor, one stranger could empty the caches at will.
    private DnsQuestion? Next(RunningEvaluation running, DnsAnswer? answer)
    {
        try
        {
            return running.Evaluation.Next(answer);
        }
#pragma warning disable CA1031 // Any exception, see above.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            _log.Error(bug, LogLines.LookUpBug, running.Evaluation.GetType().Name);
            running.HasCrashed = true;
            return null;
        }
    }

    private void End(RunningEvaluation running, long now, bool isExpired = false)
    {
        if (isExpired)
            running.Evaluation.Expire();
        running.IsDone = true;
        _byAge.Remove(running.Node);
        if (running.Question is { } question)
            End(running, question, now);
        else if (running is { Evaluation: DnsListTest test, TestedList: { } list } && _lists.Record(list, test.Health))
            _results.Clear();
    }

    private void End(RunningEvaluation running, LookUp question, long now)
    {
        _shares.Leave(running.Network, running.Askers.Count);
        _running.Remove(LookUpKey.Of(question));
        var evaluation = running.Evaluation;
        var hasFailed = evaluation.HasFailed || running.HasCrashed;
        var evidence = running.HasCrashed ? LookUpEvaluations.NoAnswer(question) : LookUpEvaluations.EvidenceOf(question, evaluation);
        var key = !hasFailed && question is LookUp.Spf spf && LookUpEvaluations.IsForDomain(evaluation) ? LookUpKey.OfDomain(spf) : LookUpKey.Of(question);
        var kept = hasFailed ? DnsQueries.FailureKept : LookUpEvaluations.TimeKept(evaluation);
        _results.Set(key, evidence, key.Bytes + LookUpEvaluations.BytesOf(evidence), now, now + (long)kept.TotalMilliseconds);
        Reply(running, evidence);
    }

    private void Expire()
    {
        var now = Now;
        while (_byAge.First?.Value is { } oldest)
        {
            var left = LongestEvaluation - TimeSpan.FromMilliseconds(now - oldest.Started);
            if (left > TimeSpan.Zero)
            {
                _deadline.Set(left);
                return;
            }

            End(oldest, now, isExpired: true);
        }
    }

    private void Use(ReputationDependencies parts, ImmutableArray<IPEndPoint> before)
    {
        var resolvers = parts.IsOn ? Resolvers.Of(parts.Resolvers, parts.ResolverFile) : [];
        _queries.Resize(parts.CacheSize, parts.MaxQueries, Now);
        _results.Resize(parts.CacheSize, (long)parts.CacheSize * UsualBytes, LongestKept, Now);
        if (before.IsDefault || !resolvers.SequenceEqual(before) || !parts.AskLike(_parts))
        {
            _queries.Use(resolvers.IsEmpty ? null : parts.MakeClient(resolvers, parts));
            _results.Clear();
            Resolvers.Warn(_log, parts, resolvers);
        }

        if (parts.ServerName != _parts.ServerName || !parts.Lists.SequenceEqual(_parts.Lists))
            _results.Clear();
        (_parts, _resolvers) = (parts, resolvers);
        _lists.Use(parts.IsOn ? parts.Lists : []);
        TestLists();
        ReputationMeters.RecordDns(!Check.Ok);
    }

    private static void Reply(RunningEvaluation running, ClientEvidence evidence)
    {
        foreach (var (question, asker) in running.Askers)
        {
            LookUpEvaluations.Count(evidence);
            asker.Tell(new LookedUp(question, evidence));
        }
    }

    private sealed class Tick
    {
        public static readonly Tick ListTests = new();
        public static readonly Tick Probe = new();
    }
}
