using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Core.Capacity;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Observability;

namespace GreyActors.Verification;

/// <summary>Finds out whether recipients exist: asks the backend of their route, and remembers what it says.</summary>
/// <remarks>
/// Everything is bounded, and whatever fails means <see cref="VerificationOutcome.Unknown"/>: the recipient is then judged as without verification
/// (docs/decisions/0052-recipients-are-verified-before-a-deferral.md). Equal questions are asked once. Stops when its supervisor does.
/// </remarks>
public sealed class RecipientVerifier : Component
{
    // A new mailbox is used within minutes, and a deleted one still bounces at the backend.
    private static readonly TimeSpan KeepAccepted = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepRefused = TimeSpan.FromMinutes(10);

    private const int MaxCached = 50_000;
    private const int MaxCachedBytes = 16 * 1024 * 1024;
    private const int MaxEntryBytes = 4 * 1024;

    // Keys, references and the cache's own slots.
    private const int EntryOverhead = 150;

    // Sessions that wait for the same answer.
    private const int MostAlike = 100;

    // An attacker tries thousands of names; a mail with many recipients from one client still finds most of them verified.
    private const int QuestionsAtOnce = 60;
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(1);
    private const int MaxNetworks = 10_000;

    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly BoundedCache<string, VerificationOutcome> _known = new(MaxCached, MaxCachedBytes, MaxEntryBytes);
    private readonly Allowances _allowances = new(QuestionsAtOnce, BetweenQuestions, MaxNetworks);
    private readonly Dictionary<string, List<(VerifyRecipient Question, IActorRef Asker)>> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackendSessions> _backends = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, BackendSessions> _sessions = [];
    private UseBackends _parts;
    private int _opened;

    private RecipientVerifier(Nameplate nameplate, UseBackends parts)
        : base(nameplate)
    {
        (_parts, _time) = (parts, parts.Backends.Time);
        _began = _time.GetTimestamp();
    }

    /// <summary>Props; accepts <see cref="VerifyRecipient"/> and <see cref="UseBackends"/>.</summary>
    public static Props Props(UseBackends parts) => PropsOf(nameplate => new RecipientVerifier(nameplate, parts));

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <inheritdoc/>
    protected override void PreStart() => Enter(Verifying);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void Verifying(object message)
    {
        switch (message)
        {
            case VerifyRecipient question:
                Verify(question);
                break;
            case VerificationSession.Ready when _sessions.TryGetValue(Sender, out var backend):
                backend.Ready(Sender);
                break;
            case VerificationSession.Leaves when _sessions.TryGetValue(Sender, out var backend):
                backend.Leaves(Sender);
                break;
            case VerificationSession.Answered answered when _sessions.TryGetValue(Sender, out var backend):
                backend.Answered(Sender, answered.Outcome);
                break;
            case Terminated stopped:
                if (_sessions.Remove(stopped.ActorRef, out var left) && left.Stopped(stopped.ActorRef, Now))
                    _log.Warning(LogLines.RecipientsNotVerified, NameOf(left));
                break;
            case UseBackends use:
                Use(use);
                break;
            // The last words of a session that was stopped.
            case VerificationSession.Ready or VerificationSession.Answered or VerificationSession.Leaves:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Verify(VerifyRecipient question)
    {
        var key = question.ForwardPath.Address;
        if (_known.TryGet(key, Now.Ticks, out var known, out _))
        {
            VerificationMeters.Count(VerificationResult.Remembered);
            Sender.Tell(new RecipientVerified(question, known));
        }
        else if (_open.TryGetValue(key, out var alike) && alike.Count < MostAlike)
        {
            alike.Add((question, Sender));
        }
        else if (alike is not null || TargetOf(question) is not { } target)
        {
            Reply(question, Sender, VerificationOutcome.Unknown.Instance);
        }
        else if (!_allowances.TryUse(question.Network, Now))
        {
            VerificationMeters.Count(VerificationResult.Limited);
            Sender.Tell(new RecipientVerified(question, VerificationOutcome.Unknown.Instance));
        }
        else
        {
            _open.Add(key, [(question, Sender)]);
            SessionsOf(target).Verify(question.ForwardPath, target, Now);
        }
    }

    // An international address needs SMTPUTF8, which a backend offers or not: it is not verified.
    private RelayTarget? TargetOf(VerifyRecipient question) =>
        !question.ForwardPath.IsInternational
        && _parts.Backends.Board.TargetsOf(_parts.Backends.Board.Routes.For(question.ForwardPath.Domain)) is [var target, ..] ? target : null;

    private BackendSessions SessionsOf(RelayTarget target)
    {
        var name = RelayTarget.NameOf(target.Server);
        if (_backends.TryGetValue(name, out var sessions))
            return sessions;
        BackendSessions? made = null;
        made = new BackendSessions(next => Open(next, made!), End);
        _backends.Add(name, made);
        return made;
    }

    private IActorRef Open(RelayTarget target, BackendSessions backend)
    {
        var session = Context.Watch(Context.ActorOf(VerificationSession.Props(_parts, target), $"session-{++_opened}"));
        _sessions.Add(session, backend);
        return session;
    }

    private void End(MailPath forwardPath, VerificationOutcome outcome)
    {
        var key = forwardPath.Address;
        if (!_open.Remove(key, out var alike))
            return;
        if (outcome is not VerificationOutcome.Unknown)
            Remember(key, outcome);
        foreach (var (question, asker) in alike)
            Reply(question, asker, outcome);
    }

    private void Remember(string key, VerificationOutcome outcome)
    {
        var (keep, bytes) = outcome is VerificationOutcome.Refused refused ? (KeepRefused, refused.Reply.Bytes.Length) : (KeepAccepted, 0);
        _known.Set(key, outcome, (2 * key.Length) + bytes + EntryOverhead, Now.Ticks, (Now + keep).Ticks);
    }

    private static void Reply(VerifyRecipient question, IActorRef asker, VerificationOutcome outcome)
    {
        VerificationMeters.Count(outcome switch
        {
            VerificationOutcome.Accepted => VerificationResult.Accepted,
            VerificationOutcome.Refused => VerificationResult.Refused,
            _ => VerificationResult.Unknown,
        });
        asker.Tell(new RecipientVerified(question, outcome));
    }

    // Other routes or another way to reach the backends: nothing of the old sessions and answers is used any more.
    private void Use(UseBackends use)
    {
        var isSame = ReferenceEquals(use.Backends.Board, _parts.Backends.Board);
        _parts = use;
        if (isSame)
            return;
        _known.Clear();
        foreach (var backend in _backends.Values)
            backend.End();
        foreach (var session in _sessions.Keys)
            Context.Stop(session);
        _backends.Clear();
        _sessions.Clear();
    }

    private string NameOf(BackendSessions backend) => _backends.FirstOrDefault(entry => ReferenceEquals(entry.Value, backend)).Key ?? "";
}
