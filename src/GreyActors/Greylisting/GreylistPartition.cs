using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>Decides about the attempts of its share of the conversations, and answers when what it decided is durable.</summary>
/// <remarks>
/// <para>
/// An event is applied when it is decided and written behind that, together with those of the attempts that come meanwhile;
/// the answer waits for the write. So every decision sees all earlier ones, nobody hears of one that could still be lost, and a
/// write carries as many attempts as came during the one before it. Memory is ahead of the disk for that long: when a write
/// fails the actor stops, and its successor knows only what was stored. A snapshot is taken when the two agree
/// (docs/decisions/0002-decide-before-durable-reply-after.md).
/// </para>
/// <para>Stops when the journal fails or rejects a write, or recovery fails; its parent makes it again.</para>
/// </remarks>
public sealed partial class GreylistPartition : UntypedPersistentActor, IWithTimers
{
    private const string IdPrefix = "greylist-partition-";

    private readonly Nameplate _nameplate;
    private readonly int _number;
    private readonly Func<GreylistTiming> _timing;
    private readonly Func<int> _maxTriplets;
    private readonly TimeProvider _clock;
    private readonly PartitionLimits _limits;
    private readonly BackOff _snapshotBackOff;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);

    private readonly GreylistState _state = new();
    private readonly Queue<Outstanding> _outstanding = new();
    private readonly Queue<Held> _held = new();
    private int _eventsSinceSnapshot;
    private bool _snapshotWanted;
    private bool _snapshotRests;
    private bool _awaitsWrites;
    private int _snapshotFailures;
    private bool _isDraining;
    private long _snapshotAt;
    private long _crowdedOut;
    private long _crowdedOutTold;

    private GreylistPartition(Nameplate nameplate, string persistenceId, GreylistDependencies parts)
    {
        _nameplate = nameplate;
        PersistenceId = persistenceId;
        _number = int.Parse(persistenceId.AsSpan(IdPrefix.Length), CultureInfo.InvariantCulture);
        _timing = parts.Timing;
        _maxTriplets = parts.MaxTriplets;
        _clock = parts.Clock;
        _limits = parts.Limits;
        _snapshotBackOff = parts.SnapshotBackOff;
        _nameplate.Show("Recovering");
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>The name under which partition <paramref name="number"/> is stored.</summary>
    public static string PersistenceIdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{number:00}");

    /// <summary>Props of the partition that is stored under <paramref name="persistenceId"/>.</summary>
    public static Props Props(string persistenceId, GreylistDependencies parts) =>
        Component.PropsOf(nameplate => new GreylistPartition(nameplate, persistenceId, parts));

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: GreylistSnapshot snapshot } offer:
                _state.Restore(snapshot);
                _snapshotAt = offer.Metadata.SequenceNr;
                break;
            case GreylistEvent happened:
                Learn(happened);
                _eventsSinceSnapshot++;
                break;
            case RecoveryCompleted:
                EnterJudging();
                ShowSize();
                Context.Parent.Tell(PartitionRecovered.Instance);
                // A clean end, and a crash, leave what the last snapshot replaced.
                if (_snapshotAt > 0)
                    DeleteBefore(_snapshotAt);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnCommand(object message) => Unhandled(message);

    private void Judging(object message)
    {
        switch (message)
        {
            case JudgeAttempt attempt when IsFull:
                Sender.Tell(new Judged(attempt.Attempt, JudgeOutcome.Crowded.Instance));
                break;
            case JudgeAttempt attempt:
                Judge(attempt.Attempt, Sender);
                break;
            case ChangeTriplet change when IsFull:
                Sender.Tell(new TripletChanged(change.Triplet, null, IsDone: false));
                break;
            case ChangeTriplet change:
                Change(change, Sender);
                break;
            default:
                Housekeeping(message);
                break;
        }
    }

    // A snapshot is due, and writes are under way: attempts are held until the last of these is done, which takes as long as a write.
    private void AwaitingWrites(object message)
    {
        switch (message)
        {
            case JudgeAttempt attempt when IsFull:
                Sender.Tell(new Judged(attempt.Attempt, JudgeOutcome.Crowded.Instance));
                break;
            case JudgeAttempt attempt:
                _held.Enqueue(new Held(attempt.Attempt, Sender));
                break;
            case ChangeTriplet change:
                // A person tries again.
                Sender.Tell(new TripletChanged(change.Triplet, null, IsDone: false));
                break;
            default:
                Housekeeping(message);
                break;
        }
    }

    private bool IsFull => _outstanding.Count + _held.Count >= _limits.MaxOutstanding;

    private void EnterJudging()
    {
        _awaitsWrites = false;
        _nameplate.Show(nameof(Judging));
        Become(Judging);
    }

    private void Judge(Attempt attempt, IActorRef replyTo)
    {
        var decision = GreylistRules.Decide(_state, attempt, _timing(), _clock.GetUtcNow());
        var judged = new Judged(attempt, new JudgeOutcome.Decided(decision.Verdict));
        if (decision.Event is { } happened)
        {
            Write(happened, new Outstanding(replyTo, judged, Unavailable(attempt), IsWritten: true));
        }
        else if (_outstanding.Count > 0)
        {
            // It may rest on an event that is not durable yet, so it is answered after those before it. Not DeferAsync: that sends
            // the journal an empty write for each.
            _outstanding.Enqueue(new Outstanding(replyTo, judged, Unavailable(attempt), IsWritten: false));
        }
        else
        {
            replyTo.Tell(judged);
        }
    }

    private void Change(ChangeTriplet change, IActorRef replyTo)
    {
        var (triplet, before, now) = (change.Triplet, _state.Find(change.Triplet), _clock.GetUtcNow().ToUnixTimeMilliseconds());
        GreylistEvent happened = change is ChangeTriplet.Allow
            ? new GreylistEvent.TripletPassed([triplet.Identity], triplet.ReversePath, triplet.ForwardPath, Math.Min(before?.FirstSeen ?? now, now), now)
            : new GreylistEvent.TripletForgotten([triplet.Identity], triplet.ReversePath, triplet.ForwardPath);
        Write(happened, new Outstanding(
            replyTo, new TripletChanged(triplet, before, IsDone: true), new TripletChanged(triplet, before, IsDone: false), IsWritten: true));
    }

    private void Write(GreylistEvent happened, Outstanding answer)
    {
        Learn(happened);
        ShowSize();
        _outstanding.Enqueue(answer);
        var judgedAt = Stopwatch.GetTimestamp();
        PersistAsync(happened, _ => Answer(judgedAt));
        _eventsSinceSnapshot++;
        if (IsSnapshotDue)
            EnterAwaitingWrites();
    }

    private void Learn(GreylistEvent happened)
    {
        _state.Apply(happened);
        _crowdedOut += _state.Crowd(_maxTriplets());
    }

    // The journal's successes come in the order of the events.
    private void Answer(long judgedAt)
    {
        Meters.RecordStoreWrite(judgedAt);
        do
            _outstanding.Dequeue().Tell();
        while (_outstanding.TryPeek(out var next) && !next.IsWritten);

        // Also where another snapshot failed meanwhile: attempts are held until this one is taken.
        if (_outstanding.Count == 0 && _awaitsWrites)
            TakeSnapshot();
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <summary>Whatever ended the partition: who still waits hears that no answer comes.</summary>
    protected override void PostStop()
    {
        foreach (var outstanding in _outstanding)
            outstanding.ReplyTo.Tell(outstanding.Otherwise);
        foreach (var held in _held)
            held.ReplyTo.Tell(Unavailable(held.Attempt));
        base.PostStop();
    }

    private static Judged Unavailable(Attempt attempt) => new(attempt, JudgeOutcome.Unavailable.Instance);

    private readonly record struct Outstanding(IActorRef ReplyTo, object Answer, object Otherwise, bool IsWritten)
    {
        public void Tell() => ReplyTo.Tell(Answer);
    }

    private readonly record struct Held(Attempt Attempt, IActorRef ReplyTo);
}
