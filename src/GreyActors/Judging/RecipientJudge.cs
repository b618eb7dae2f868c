using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Known;
using GreyActors.Observability;
using GreyActors.Reputation;
using GreyActors.Traps;
using GreyActors.Verification;

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

    private readonly IActorContext _context;
    private readonly ILoggingAdapter _log;
    private readonly Deadline _deadline;
    private readonly JudgedClient _client;
    private readonly ListSearching _search;
    private readonly GreylistAsking _asking;
    private readonly ClientTrapping _trapping;
    private readonly RecipientVerifying _verifying;
    private JudgeDependencies _parts;

    // The question that is open, and what is awaited for it.
    private RecipientQuestion _question;
    private RecipientRule? _skipped;
    private long? _lookingUpSince;
    private Attempt? _attempt;
    private Verdict? _passed;
    private ClientEvidence _attemptEvidence = ClientEvidence.None;
    private long _asked;

    /// <summary>A judge for the actor of <paramref name="owner"/>.</summary>
    public RecipientJudge(IActorContext owner, JudgeDependencies parts, ILoggingAdapter log)
    {
        (_context, _parts, _log, _deadline) = (owner, parts, log, new Deadline(owner));
        (_client, _search, _asking) = (new JudgedClient(owner.Self), new ListSearching(owner.Self), new GreylistAsking(owner.Self));
        (_trapping, _verifying) = (new ClientTrapping(owner.Self), new RecipientVerifying(owner.Self));
    }

    /// <summary>True while a search of the access lists is awaited.</summary>
    public bool IsSearching => _search.IsAwaited;

    /// <summary>True while look-ups in the DNS are awaited.</summary>
    public bool IsLookingUp => _lookingUpSince is not null;

    /// <summary>True while the existence of the recipient is verified.</summary>
    public bool IsVerifying => _verifying.IsAwaited;

    /// <summary>The identities of the client, as far as they are known.</summary>
    public ImmutableArray<ClientIdentity> Identities => _client.Identities(_parts.Rules);

    /// <summary>What the DNS says about the client, as far as it is known.</summary>
    public ClientEvidence Evidence => _client.Evidence;

    /// <summary>The client in words.</summary>
    public ClientDescription Describe() => _client.Describe(_parts.Rules);

    /// <summary>Judges by these rules from the next question on.</summary>
    public void Use(JudgeDependencies parts)
    {
        _parts = parts;
        _client.Forget();
    }

    /// <summary>Starts the look-ups that a later question about this client needs, as far as they are possible now.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="helo">The name in HELO or EHLO; empty before that.</param>
    /// <param name="reversePath">Without angle brackets, empty for the null reverse-path; null before MAIL.</param>
    public void Prepare(IPAddress client, string helo, string? reversePath) => _client.Prepare(_parts, client, helo, reversePath);

    /// <summary>Starts to judge a recipient; null if the answer is not there yet.</summary>
    public RecipientAnswer? Judge(in RecipientQuestion question)
    {
        Dispose();
        _question = question with { Trapped = _parts.TrappedClients.Find(question.Client, _parts.Rules.TrapLifetime, _parts.Time.GetUtcNow()) };
        _skipped = null;
        // Authenticated clients have dynamic addresses, about which the DNS has nothing that matters.
        if (question.Authenticated)
            _client.Set(question.Client);
        else
            Prepare(question.Client, question.Helo, question.ReversePath.Address);
        // An open session takes the lists of a reload with its next mail, so each recipient decides for itself where its search runs.
        if (!_parts.Rules.Access.MayTakeLong)
            return Apply(_parts.Rules.Check(_question));

        _search.Start(_parts.Rules, _question);
        _deadline.Set(LongestListSearch);
        return null;
    }

    /// <summary>The answer where the process has too little memory to judge.</summary>
    public RecipientAnswer AnswerWithoutMemory(in RecipientQuestion question)
    {
        _question = question;
        _client.Set(question.Client);
        return JudgeRules.WithoutMemory(Identities);
    }

    /// <summary>True if the judge waited for this message; the answer is null if the judge still waits.</summary>
    public bool Accepts(object message, out RecipientAnswer? answer)
    {
        answer = null;
        switch (message)
        {
            case LookedUp found when _client.LookUps.Accepts(found):
                answer = IsLookingUp && !_client.LookUps.IsAwaited ? EndLookUps() : null;
                return true;
            case ListSearchEnded ended when _search.Accepts(ended):
                Dispose();
                answer = Apply(ended.Ruling);
                return true;
            case Judged judged when _asking.Awaits(judged.Number):
                answer = _asking.IsFinal(judged.Outcome) ? ByGreylist(judged.Outcome) : null;
                return true;
            case PassNoted noted when _passed is { } passed && noted.Number == _asking.Number:
                answer = ByVerdict(passed);
                return true;
            case ClientTrapped trapped when _trapping.Accepts(trapped):
                answer = EndTrapping(trapped);
                return true;
            case RecipientVerified verified when _verifying.Accepts(verified):
                answer = EndVerifying(verified.Outcome);
                return true;
            case DeadlinePassed when _deadline.Is(message):
                answer = EndWait();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Learns from mail that was accepted: replies to our users do not wait.</summary>
    public void LearnSent(IEnumerable<RecipientQuestion> accepted)
    {
        foreach (var reply in accepted.Select(mail => _parts.Rules.ReplyTo(mail)).OfType<KnownKey>().Distinct())
            _parts.Clients.Tell(new NoteSent(reply.Organisation, reply.Recipient));
    }

    /// <summary>Drops the open question: nothing that still arrives for it counts. Look-ups continue, because they are about the client.</summary>
    public void Dispose()
    {
        _deadline.Clear();
        _search.Clear();
        _asking.Clear();
        _trapping.Clear();
        _verifying.Clear();
        (_lookingUpSince, _attempt, _passed) = (null, null, null);
    }

    private RecipientAnswer? Apply(in AccessRuling ruling)
    {
        _parts.SlowExpressions.Record(ruling.TimedOut, _parts.Time.GetUtcNow(), _log);
        _skipped = JudgeRules.SkippedBy(ruling);
        if (JudgeRules.Traps(_question, ruling))
            return _trapping.Start(_parts, _question, ruling.Match!.Value, _deadline);
        if (_parts.Rules.ByAccess(_question, ruling, Identities) is { } answer)
            return Counted(WithEvidence(answer));
        if (!_client.LookUps.IsAwaited || _parts.LookUpTimeout == TimeSpan.Zero)
            return AskGreylist();

        _lookingUpSince = Stopwatch.GetTimestamp();
        _deadline.Set(_parts.LookUpTimeout);
        return null;
    }

    private RecipientAnswer EndTrapping(ClientTrapped? trapped)
    {
        Dispose();
        return Counted(WithEvidence(_trapping.End(_parts, _question, trapped, Identities)));
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
        return Send(_attempt, onlyIfSeen: _parts.Rules.Verifies(_question));
    }

    private RecipientAnswer? Send(Attempt attempt, bool onlyIfSeen)
    {
        _asked = Stopwatch.GetTimestamp();
        _asking.Start(_parts, attempt, onlyIfSeen, _deadline);
        return null;
    }

    private RecipientAnswer? EndVerifying(VerificationOutcome outcome)
    {
        _verifying.Clear();
        if (outcome is not VerificationOutcome.Refused refused)
            return Send(_attempt!, onlyIfSeen: false);
        var identities = _attempt!.Identities;
        Dispose();
        return JudgeRules.ByBackend(refused.Reply, identities) with { Evidence = _attemptEvidence };
    }

    private RecipientAnswer? ByGreylist(JudgeOutcome outcome)
    {
        JudgingMeters.RecordVerdict(_asked, isRemote: _context.Sender?.Path.Address.HasGlobalScope == true);
        if (outcome is JudgeOutcome.Unseen)
            return _verifying.Start(_parts, _question, _deadline);
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
        _parts.Clients.Tell(new NotePass(_asking.Number, _attempt!), _context.Self);
        return null;
    }

    private RecipientAnswer? EndWait()
    {
        if (IsLookingUp)
        {
            // The client's mail server must not wait for a slow DNS: the greylist decides with the identities that are known.
            _client.LookUps.StopWaiting();
            return EndLookUps();
        }

        if (_asking.GoesOn(_parts, _deadline))
            return null;
        if (_passed is { } passed)
            return ByVerdict(passed);
        if (_trapping.IsAwaited)
            return EndTrapping(trapped: null);
        if (_verifying.IsAwaited)
            return EndVerifying(VerificationOutcome.Unknown.Instance);
        var wasSearching = IsSearching;
        Dispose();
        return wasSearching ? WithEvidence(JudgeRules.CrowdedSearch(Identities)) : WithoutGreylist();
    }

    private RecipientAnswer WithEvidence(RecipientAnswer answer) => _parts.Rules.WithSkipped(answer with { Evidence = Evidence }, _skipped);

    private RecipientAnswer ByVerdict(Verdict verdict)
    {
        var answer = _parts.Rules.ByGreylist(verdict, _attemptEvidence, _attempt!.Identities);
        Dispose();
        JudgingMeters.CountVerdict(answer.Rule, verdict);
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

    private RecipientAnswer Counted(RecipientAnswer answer)
    {
        if (answer.WouldDefer)
            JudgingMeters.CountWouldDefer(answer.Rule);
        else if (answer.Rule == RecipientRule.Trapped)
            TrapMeters.CountDeferral();
        return _parts.Rules.WithSkipped(answer, _skipped);
    }
}
