using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Dispatch;
using GreyActors.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Judging;

/// <summary>Judges recipients for a door, one at a time: the access rules, then the greylist. It knows nothing of the door's protocol.</summary>
/// <remarks>
/// A part of the door's actor. <see cref="Judge"/> returns the answer, or null while the judge waits for a search of the access
/// lists (on another thread) or for the greylist. Both reply to the actor, which hands each of its messages to <see cref="Accepts"/>
/// until the answer is there. A child actor was rejected: it costs two messages and an actor cell for each client and changes
/// nothing else. All decisions are those of <see cref="JudgeRules"/>.
/// </remarks>
public sealed class RecipientJudge : IDisposable
{
    // Searches wait for each other. A client that waits this long is deferred.
    private static readonly TimeSpan LongestListSearch = TimeSpan.FromSeconds(30);

    private readonly IActorRef _owner;
    private readonly ILoggingAdapter _log;
    private readonly Deadline _deadline;
    private JudgeDependencies _parts;

    // The question that is open, and what is awaited for it.
    private RecipientQuestion _question;
    private CancellationTokenSource? _search;
    private Attempt? _attempt;
    private long _asked;

    // The identities of the last client, and the facts that they were built from; an SMTP session has only one client.
    private ClientFacts _identified;
    private ImmutableArray<ClientIdentity> _identities;

    /// <summary>A judge for the actor of <paramref name="owner"/>.</summary>
    public RecipientJudge(IActorContext owner, JudgeDependencies parts, ILoggingAdapter log) =>
        (_owner, _parts, _log, _deadline) = (owner.Self, parts, log, new Deadline(owner));

    /// <summary>True while a search of the access lists is awaited, and not the greylist.</summary>
    public bool IsSearching => _search is not null;

    /// <summary>The identities of the client that the last question was about.</summary>
    public ImmutableArray<ClientIdentity> Identities
    {
        get
        {
            var facts = ClientFacts.Of(_question);
            if (_identities.IsDefault || facts != _identified)
                (_identified, _identities) = (facts, ClientIdentities.Of(facts, _parts.Rules.Prefixes));
            return _identities;
        }
    }

    /// <summary>Judges by these rules from the next question on.</summary>
    public void Use(JudgeDependencies parts) => (_parts, _identities) = (parts, default);

    /// <summary>Starts to judge a recipient; null if the answer is not there yet.</summary>
    public RecipientAnswer? Judge(in RecipientQuestion question)
    {
        Dispose();
        _question = question;
        // An open session takes the lists of a reload with its next mail, so each recipient decides for itself where its search runs.
        if (!_parts.Rules.Access.MayTakeLong)
            return Apply(_parts.Rules.Check(question));

        var (search, rules, asked) = (new CancellationTokenSource(), _parts.Rules, question);
        _search = search;
        ListSearches.Run(() => rules.Check(asked), search.Token)
            .PipeTo(_owner, _owner, ruling => new ListSearchEnded(search, ruling), failure => new ListSearchEnded(search, default, failure));
        _deadline.Set(LongestListSearch);
        return null;
    }

    /// <summary>The answer where the process has too little memory to judge.</summary>
    public RecipientAnswer AnswerWithoutMemory(in RecipientQuestion question)
    {
        _question = question;
        return JudgeRules.WithoutMemory(Identities);
    }

    /// <summary>True if the judge waited for this message; the answer is null if the judge now waits for another one.</summary>
    public bool Accepts(object message, out RecipientAnswer? answer)
    {
        answer = null;
        if (message is ListSearchEnded ended && _search is not null && ReferenceEquals(ended.Search, _search))
        {
            if (ended.Failure is { } failure)
                throw new InvalidOperationException("a search of the access lists failed", failure);
            Dispose();
            answer = Apply(ended.Ruling);
            return true;
        }

        if (message is Judged judged && _attempt is not null && ReferenceEquals(judged.Attempt, _attempt))
        {
            Dispose();
            Meters.RecordVerdict(_asked);
            answer = judged.Outcome switch
            {
                JudgeOutcome.Decided decided => ByGreylist(decided.Verdict),
                JudgeOutcome.Crowded => JudgeRules.Crowded(Identities),
                _ => WithoutGreylist(),
            };
            return true;
        }

        if (!_deadline.Is(message))
            return false;
        var wasSearching = IsSearching;
        Dispose();
        answer = wasSearching ? JudgeRules.CrowdedSearch(Identities) : WithoutGreylist();
        return true;
    }

    /// <summary>Drops the open question: nothing that still arrives for it counts.</summary>
    public void Dispose()
    {
        _deadline.Clear();
        _search?.Cancel();
        _search?.Dispose();
        (_search, _attempt) = (null, null);
    }

    private RecipientAnswer? Apply(in AccessRuling ruling)
    {
        LogSlowExpressions(ruling.TimedOut);
        if (JudgeRules.ByAccess(_question, ruling, Identities) is { } answer)
            return answer;

        _attempt = JudgeRules.AttemptOf(_question, Identities);
        _asked = Stopwatch.GetTimestamp();
        _parts.Greylist.Tell(new JudgeAttempt(_attempt), _owner);
        _deadline.Set(_parts.Timeout);
        return null;
    }

    private RecipientAnswer ByGreylist(Verdict verdict)
    {
        var answer = _parts.Rules.ByGreylist(verdict, Identities);
        Meters.CountVerdict(answer.Rule);
        return answer;
    }

    private RecipientAnswer WithoutGreylist()
    {
        Meters.CountStoreFailure();
        var answer = _parts.Rules.WithoutGreylist(Identities);
        _log.Warning(LogLines.StoreFailure, _question.ForwardPath, _question.ReversePath, answer.Status == DecisionStatus.Accepted ? "accepted" : "deferred");
        return answer;
    }

    private void LogSlowExpressions(ImmutableArray<AccessMatch> timedOut)
    {
        foreach (var slow in timedOut)
        {
            Meters.CountSlowExpression(slow.ListKey);
            if (_parts.SlowExpressions.IsWorthALine(slow, _parts.Time.GetUtcNow()))
                _log.Warning(LogLines.SlowExpression, slow, PathExpression.Limit);
        }
    }
}
