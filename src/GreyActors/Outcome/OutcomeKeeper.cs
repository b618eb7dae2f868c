using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using GreyActors.Components;
using GreyActors.Core.Outcome;
using GreyActors.Dispatch;
using GreyActors.Judging;
using GreyActors.Observability;

namespace GreyActors.Outcome;

/// <summary>Counts the outcome of greylisting from the decisions of all doors, and saves it as a snapshot every few minutes and at the end of the program.</summary>
/// <remarks>
/// Nobody waits for this actor: its mailbox is bounded, and decisions that do not fit are counted. It is no persistent actor, because there is no event
/// that must not be lost, and because counting must not wait for the disk: a snapshot of an earlier run is added whenever it comes.
/// Stops when the actor system does.
/// </remarks>
public sealed class OutcomeKeeper : Component
{
    private readonly OutcomeKeeperDependencies _dependencies;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly OutcomeState _state = new(new OutcomeLimits());
    private readonly Deadline _tick;
    private readonly ICanTell? _others;
    private IActorRef _store = ActorRefs.Nobody;
    private long _number;
    private bool _hasChanged;

    private OutcomeKeeper(Nameplate nameplate, OutcomeKeeperDependencies dependencies)
        : base(nameplate)
    {
        _dependencies = dependencies;
        _tick = new Deadline(Context);
        _others = dependencies.Others?.Invoke(Context.System);
    }

    /// <summary>Props with the bounded mailbox; the actor system must have <see cref="DroppingMailbox.Hocon"/> and the dispatcher of the pool.</summary>
    /// <remarks>On the pool, because a report and a snapshot of many waiting mails take milliseconds, in which no session must wait.</remarks>
    public static Props Props(OutcomeKeeperDependencies dependencies) =>
        PropsOf(nameplate => new OutcomeKeeper(nameplate, dependencies)).WithMailbox(DroppingMailbox.Id).WithDispatcher(PoolDispatcher.Name);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _store = _dependencies.SnapshotStore(Context.System);
        Load();
    }

    /// <inheritdoc/>
    protected override void PostStop() => _tick.Clear();

    private void Load()
    {
        _store.Tell(new LoadSnapshot(_dependencies.PersistenceId, SnapshotSelectionCriteria.Latest, long.MaxValue));
        _tick.Set(_dependencies.SaveEvery);
        Enter(AwaitingSnapshot);
    }

    private void AwaitingSnapshot(object message)
    {
        switch (message)
        {
            case LoadSnapshotResult { Snapshot: null }:
                Enter(Counting);
                break;

            case LoadSnapshotResult { Snapshot: { Snapshot: OutcomeSnapshot earlier, Metadata: var metadata } }:
                _number = metadata.SequenceNr;
                _state.Restore(earlier);
                Enter(Counting);
                break;

            case LoadSnapshotResult:
                StartAgain("it was written by something else");
                break;

            case LoadSnapshotFailed { Cause: var cause } when DamageIn(cause) is { } damage:
                StartAgain(damage.Message);
                break;

            // Saving now would replace the figures of an earlier run by those since the start.
            case LoadSnapshotFailed failed:
                _log.Warning(LogLines.OutcomeNotLoaded, failed.Cause.GetBaseException().Message);
                break;

            case SaveOutcome:
                Sender.Tell(OutcomeSaved.Instance);
                break;

            case DeadlinePassed when _tick.Is(message):
                Load();
                break;

            default:
                Count(message);
                break;
        }
    }

    private void Counting(object message)
    {
        switch (message)
        {
            case SaveOutcome when !_hasChanged:
                Sender.Tell(OutcomeSaved.Instance);
                break;

            case SaveOutcome:
                Save();
                Enter(Saving(Sender));
                break;

            case DeadlinePassed when _tick.Is(message):
                _state.Expire(_dependencies.Time.GetUtcNow(), _dependencies.Timing());
                _tick.Set(_dependencies.SaveEvery);
                if (_hasChanged)
                {
                    Save();
                    Enter(Saving(ActorRefs.Nobody));
                }

                break;

            default:
                Count(message);
                break;
        }
    }

    private UntypedReceive Saving(IActorRef waiting) => message =>
    {
        switch (message)
        {
            case SaveSnapshotSuccess saved:
                _store.Tell(new DeleteSnapshots(_dependencies.PersistenceId, new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
                waiting.Tell(OutcomeSaved.Instance);
                Enter(Counting);
                break;

            case SaveSnapshotFailure failed:
                _log.Warning(LogLines.OutcomeNotSaved, failed.Cause.GetBaseException().Message);
                _hasChanged = true;
                waiting.Tell(OutcomeSaved.Instance);
                Enter(Counting);
                break;

            case SaveOutcome:
                Enter(Saving(Sender));
                break;

            // The store has not answered for a whole interval.
            case DeadlinePassed when _tick.Is(message):
                _hasChanged = true;
                _tick.Set(_dependencies.SaveEvery);
                Enter(Counting);
                break;

            default:
                Count(message);
                break;
        }
    };

    private void Count(object message)
    {
        switch (message)
        {
            case DecisionMade made:
                Note(OutcomeDecision.Of(made.At, made.Question, made.Answer, made.Status));
                break;

            case MailElsewhere news:
                _state.Note(news);
                _hasChanged = true;
                break;

            case GetOutcomeCounts:
                _state.Expire(_dependencies.Time.GetUtcNow(), _dependencies.Timing());
                Sender.Tell(_state.TakeSnapshot() with { Seen = [] });
                break;

            case GetOutcome get:
                Sender.Tell(Report(get));
                break;

            // Of a snapshot store that answered late, and of deleted snapshots: the next snapshot deletes what was not deleted now.
            case SaveSnapshotSuccess or SaveSnapshotFailure or DeleteSnapshotsSuccess or DeleteSnapshotsFailure or LoadSnapshotResult or LoadSnapshotFailed:
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    // In a cluster, the machine with the first attempt follows a mail: every mail is counted once, although its retries go to any machine.
    private void Note(in OutcomeDecision decision)
    {
        _hasChanged = true;
        var news = _others is null ? null : _state.NewsOf(decision);
        if (news is not null)
            _others!.Tell(news, Self);
        if (news is { HasPassed: false })
            _state.NoteRetryElsewhere(decision);
        else
            _state.Note(decision, _dependencies.Timing());
    }

    private OutcomeReport Report(GetOutcome get)
    {
        var (now, timing) = (_dependencies.Time.GetUtcNow(), _dependencies.Timing());
        _state.Expire(now, timing);
        var lost = ((ActorCell)Context).Mailbox?.MessageQueue is DroppingMailbox.Waiting waiting ? waiting.Dropped : 0;
        return OutcomeReporter.Make(_state, now, get.Days, get.Rows, timing, lost);
    }

    // The mail does not need these figures. A damaged snapshot would be found again, because its number is higher than that of the next one.
    private void StartAgain(string why)
    {
        _log.Warning(LogLines.OutcomeDamaged, why);
        _store.Tell(new DeleteSnapshots(_dependencies.PersistenceId, SnapshotSelectionCriteria.Latest));
        Enter(Counting);
    }

    private void Save()
    {
        _hasChanged = false;
        _store.Tell(new SaveSnapshot(
            new SnapshotMetadata(_dependencies.PersistenceId, ++_number, _dependencies.Time.GetUtcNow().UtcDateTime), _state.TakeSnapshot()));
    }

    private static SerializationException? DamageIn(Exception? cause) => cause as SerializationException ?? (cause is null ? null : DamageIn(cause.InnerException));
}
