using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Access;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;
using GreyActors.Greylisting;
using GreyActors.Known;
using GreyActors.Observability;
using GreyActors.Reputation;

namespace GreyActors.Judging;

/// <summary>Judges recipients for a door, one at a time: the access rules, then the DNS allow lists, the known clients and the greylist. It knows nothing of the door's protocol.</summary>
/// <remarks>
/// A part of the door's actor. <see cref="Judge"/> returns the answer, or null while the judge waits for a search of the access
/// lists (on another thread), for look-ups in the DNS, or for the greylist. All of them reply to the actor, which hands each of its messages to <see cref="Accepts"/>
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
    private readonly ClientLookUps _lookUps;
    private JudgeDependencies _parts;

    // The question that is open, and what is awaited for it.
    private RecipientQuestion _question;
    private CancellationTokenSource? _search;
    private long? _lookingUpSince;
    private Attempt? _attempt;
    private Verdict? _passed;
    private ClientEvidence _attemptEvidence = ClientEvidence.None;
    private long _asked;

    // The last client, its identities, and the facts that they were built from; an SMTP session has only one client.
    private IPAddress _client = IPAddress.None;
    private bool? _isLookedUp;
    private ClientFacts _identified;
    private ImmutableArray<ClientIdentity> _identities;

    /// <summary>A judge for the actor of <paramref name="owner"/>.</summary>
    public RecipientJudge(IActorContext owner, JudgeDependencies parts, ILoggingAdapter log)
    {
        (_owner, _parts, _log, _deadline) = (owner.Self, parts, log, new Deadline(owner));
        _lookUps = new ClientLookUps(_owner);
    }

    /// <summary>True while a search of the access lists is awaited.</summary>
    public bool IsSearching => _search is not null;

    /// <summary>True while look-ups in the DNS are awaited.</summary>
    public bool IsLookingUp => _lookingUpSince is not null;

    /// <summary>The identities of the client, as far as they are known.</summary>
    public ImmutableArray<ClientIdentity> Identities
    {
        get
        {
            var facts = new ClientFacts(_client, Evidence);
            if (_identities.IsDefault || facts != _identified)
                (_identified, _identities) = (facts, _parts.Rules.IdentitiesOf(facts));
            return _identities;
        }
    }

    /// <summary>What the DNS says about the client, as far as it is known.</summary>
    public ClientEvidence Evidence => _lookUps.Evidence;

    /// <summary>The client in words.</summary>
    public ClientDescription Describe() => ClientDescription.Of(new ClientFacts(_client, Evidence), Identities, _parts.Rules.Suffixes);

    /// <summary>Judges by these rules from the next question on.</summary>
    public void Use(JudgeDependencies parts)
    {
        (_parts, _identities, _isLookedUp) = (parts, default, null);
        _lookUps.Clear();
    }

    /// <summary>Starts the look-ups that a later question about this client needs, as far as they are possible now.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="helo">The name in HELO or EHLO; empty before that.</param>
    /// <param name="reversePath">Without angle brackets, empty for the null reverse-path; null before MAIL.</param>
    public void Prepare(IPAddress client, string helo, string? reversePath)
    {
        SetClient(client);
        // A session calls this after everything that happens, so the access lists are searched once for each client.
        if (_isLookedUp ??= _parts.Rules.LooksUp(client))
            _lookUps.Start(_parts.Reputation, _parts.UsesDnsLists, ClientAddress.Canonical(client), helo, reversePath);
        else
            _lookUps.Clear();
    }

    /// <summary>Starts to judge a recipient; null if the answer is not there yet.</summary>
    public RecipientAnswer? Judge(in RecipientQuestion question)
    {
        Dispose();
        _question = question;
        Prepare(question.Client, question.Helo, question.ReversePath.Address);
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
        SetClient(question.Client);
        return JudgeRules.WithoutMemory(Identities);
    }

    /// <summary>True if the judge waited for this message; the answer is null if the judge still waits.</summary>
    public bool Accepts(object message, out RecipientAnswer? answer)
    {
        answer = null;
        switch (message)
        {
            case LookedUp found when _lookUps.Accepts(found):
                if (IsLookingUp && !_lookUps.IsAwaited)
                    answer = EndLookUps();
                return true;
            case ListSearchEnded ended when _search is not null && ReferenceEquals(ended.Search, _search):
                if (ended.Failure is { } failure)
                    throw new InvalidOperationException("a search of the access lists failed", failure);
                Dispose();
                answer = Apply(ended.Ruling);
                return true;
            case Judged judged when _attempt is not null && ReferenceEquals(judged.Attempt, _attempt):
                answer = ByGreylist(judged.Outcome);
                return true;
            case PassNoted noted when _passed is { } passed && ReferenceEquals(noted.Attempt, _attempt):
                answer = ByVerdict(passed);
                return true;
            case DeadlinePassed when _deadline.Is(message):
                answer = EndWait();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Learns from a mail that the backend accepted: replies to our users do not wait.</summary>
    public void LearnSent(IPAddress client, MailPath reversePath, IEnumerable<MailPath> recipients)
    {
        foreach (var reply in recipients.Select(recipient => _parts.Rules.ReplyTo(client, reversePath, recipient)).OfType<KnownKey>().Distinct())
            _parts.Clients.Tell(new NoteSent(reply.Organisation, reply.Recipient));
    }

    /// <summary>Drops the open question: nothing that still arrives for it counts. Look-ups continue, because they are about the client.</summary>
    public void Dispose()
    {
        _deadline.Clear();
        _search?.Cancel();
        _search?.Dispose();
        (_search, _lookingUpSince, _attempt, _passed) = (null, null, null, null);
    }

    private void SetClient(IPAddress client)
    {
        if (!client.Equals(_client))
            (_client, _isLookedUp) = (client, null);
    }

    private RecipientAnswer? Apply(in AccessRuling ruling)
    {
        LogSlowExpressions(ruling.TimedOut);
        if (JudgeRules.ByAccess(_question, ruling, Identities) is { } answer)
            return WithEvidence(answer);
        if (!_lookUps.IsAwaited || _parts.LookUpTimeout == TimeSpan.Zero)
            return AskGreylist();

        _lookingUpSince = Stopwatch.GetTimestamp();
        _deadline.Set(_parts.LookUpTimeout);
        return null;
    }

    private RecipientAnswer? EndLookUps()
    {
        ReputationMeters.RecordWait(_lookingUpSince!.Value);
        Dispose();
        return AskGreylist();
    }

    private RecipientAnswer? AskGreylist()
    {
        if (JudgeRules.ByAllowList(Evidence, Identities) is { } answer)
            return WithEvidence(answer);

        // Answers that arrive during the greylist's work belong to the next recipient.
        _attemptEvidence = Evidence;
        _attempt = _parts.Rules.AttemptOf(_question, Evidence, Identities);
        _asked = Stopwatch.GetTimestamp();
        (_parts.Rules.Known.IsUsed ? _parts.Clients : _parts.Greylist).Tell(new JudgeAttempt(_attempt), _owner);
        _deadline.Set(_parts.Timeout);
        return null;
    }

    private RecipientAnswer? ByGreylist(JudgeOutcome outcome)
    {
        JudgingMeters.RecordVerdict(_asked);
        if (outcome is not JudgeOutcome.Decided { Verdict: var verdict })
        {
            var identities = _attempt!.Identities;
            Dispose();
            return outcome is JudgeOutcome.Crowded ? Counted(_parts.Rules.Crowded(identities) with { Evidence = _attemptEvidence }) : WithoutGreylist();
        }

        if (!_parts.Rules.Teaches(verdict, _attempt!))
            return ByVerdict(verdict);
        // The answer to the client stays true: it is known a day later even if the process is killed now. The deadline of the verdict goes on.
        _passed = verdict;
        _parts.Clients.Tell(new NotePass(_attempt!), _owner);
        return null;
    }

    private RecipientAnswer? EndWait()
    {
        if (IsLookingUp)
        {
            // The client's mail server must not wait for a slow DNS: the greylist decides with the identities that are known.
            _lookUps.StopWaiting();
            return EndLookUps();
        }

        if (_passed is { } passed)
            return ByVerdict(passed);

        var wasSearching = IsSearching;
        Dispose();
        return wasSearching ? WithEvidence(JudgeRules.CrowdedSearch(Identities)) : WithoutGreylist();
    }

    private RecipientAnswer WithEvidence(RecipientAnswer answer) => answer with { Evidence = Evidence };

    private RecipientAnswer ByVerdict(Verdict verdict)
    {
        var answer = _parts.Rules.ByGreylist(verdict, _attemptEvidence, _attempt!.Identities);
        Dispose();
        JudgingMeters.CountVerdict(answer.Rule);
        if (verdict is { Passed: true, By: { } identity })
            ReputationMeters.CountPass(identity.Kind);
        return Counted(answer);
    }

    private RecipientAnswer WithoutGreylist()
    {
        JudgingMeters.CountStoreFailure();
        var answer = WithEvidence(_parts.Rules.WithoutGreylist(Identities));
        var decision = answer.WouldDefer ? "accepted in observe mode, otherwise deferred," : answer.Status == DecisionStatus.Accepted ? "accepted" : "deferred";
        _log.Warning(LogLines.StoreFailure, _question.ForwardPath, _question.ReversePath, decision);
        return Counted(answer);
    }

    private static RecipientAnswer Counted(RecipientAnswer answer)
    {
        if (answer.WouldDefer)
            JudgingMeters.CountWouldDefer(answer.Rule);
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
