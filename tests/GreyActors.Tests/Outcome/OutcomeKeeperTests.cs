using System.Net;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Outcome;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Outcome;

public sealed class OutcomeKeeperTests : TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly OutcomeTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly TestProbe _store;
    private readonly TestProbe _operator;

    private SnapshotMetadata Seventh => new(StoredStatistics.Outcome, 7, _time.GetUtcNow().UtcDateTime);

    public OutcomeKeeperTests()
        : base(DroppingMailbox.Hocon().WithFallback(PoolDispatcher.Hocon())) => (_store, _operator) = (CreateTestProbe("store"), CreateTestProbe("operator"));

    [Fact]
    public void Decisions_are_counted_before_the_stored_ones_are_loaded_and_added_to_them()
    {
        var keeper = Started();
        keeper.Tell(Deferred("ann@example.org"));
        Assert.Equal(1, Report(keeper).Attempts.Deferred);

        keeper.Tell(new LoadSnapshotResult(new SelectedSnapshot(Seventh, Stored(deferred: 10)), 7), _store);
        Assert.Equal(11, Report(keeper).Attempts.Deferred);
    }

    [Fact]
    public void The_counts_are_saved_repeatedly_with_rising_numbers_and_earlier_snapshots_are_deleted()
    {
        var keeper = Started(saveEvery: Soon);
        keeper.Tell(Deferred("ann@example.org"));
        keeper.Tell(new LoadSnapshotResult(new SelectedSnapshot(Seventh, Stored(deferred: 10)), 7), _store);

        var save = _store.FishForMessage<SaveSnapshot>(_ => true);
        Assert.Equal((StoredStatistics.Outcome, 8), (save.Metadata.PersistenceId, save.Metadata.SequenceNr));
        Assert.Equal(11, ((OutcomeSnapshot)save.Snapshot).Days.Sum(day => day.Deferred));
        keeper.Tell(new SaveSnapshotSuccess(save.Metadata), _store);
        Assert.Equal(7, _store.ExpectMsg<DeleteSnapshots>().Criteria.MaxSequenceNr);

        // Nothing has changed since.
        _store.ExpectNoMsg(TimeSpan.FromMilliseconds(350));
        keeper.Tell(Deferred("ann@example.org"));
        Assert.Equal(9, _store.ExpectMsg<SaveSnapshot>().Metadata.SequenceNr);
    }

    [Fact]
    public void A_snapshot_that_could_not_be_saved_is_saved_again()
    {
        var keeper = Started(saveEvery: Soon);
        keeper.Tell(new LoadSnapshotResult(null!, 0), _store);
        keeper.Tell(Deferred("ann@example.org"));
        var first = _store.FishForMessage<SaveSnapshot>(_ => true);
        keeper.Tell(new SaveSnapshotFailure(first.Metadata, new IOException("disk full")), _store);
        Assert.Equal(2, _store.ExpectMsg<SaveSnapshot>().Metadata.SequenceNr);

        // A store that does not answer is asked again, too.
        Assert.Equal(3, _store.ExpectMsg<SaveSnapshot>().Metadata.SequenceNr);
    }

    [Fact]
    public void A_damaged_snapshot_is_deleted_with_a_warning_and_counting_goes_on()
    {
        var keeper = Started();
        keeper.Tell(Deferred("ann@example.org"));
        EventFilter.Warning(contains: "cannot be read").ExpectOne(() =>
            keeper.Tell(new LoadSnapshotFailed(new AggregateException(new SerializationException("damaged", new FormatException("cut")))), _store));

        Assert.Equal(long.MaxValue, _store.ExpectMsg<DeleteSnapshots>().Criteria.MaxSequenceNr);
        Assert.Equal(1, Report(keeper).Attempts.Deferred);
        keeper.Tell(SaveOutcome.Instance, _operator);
        Assert.Equal(1, _store.ExpectMsg<SaveSnapshot>().Metadata.SequenceNr);
    }

    [Fact]
    public void A_snapshot_of_something_else_is_deleted_too()
    {
        var keeper = Started();
        EventFilter.Warning(contains: "written by something else").ExpectOne(() => keeper.Tell(
            new LoadSnapshotResult(new SelectedSnapshot(Seventh, "text"), 7), _store));
        _store.ExpectMsg<DeleteSnapshots>();
    }

    [Fact]
    public void A_store_that_cannot_be_read_is_asked_again_and_not_written()
    {
        var keeper = Started(saveEvery: Soon);
        keeper.Tell(Deferred("ann@example.org"));
        keeper.Tell(new LoadSnapshotFailed(new IOException("locked")), _store);
        keeper.Tell(SaveOutcome.Instance, _operator);
        _operator.ExpectMsg<OutcomeSaved>();
        _store.ExpectMsg<LoadSnapshot>();
        _store.ExpectMsg<LoadSnapshot>();
    }

    [Fact]
    public void The_end_of_the_program_waits_for_the_snapshot()
    {
        var keeper = Started();
        keeper.Tell(new LoadSnapshotResult(null!, 0), _store);
        keeper.Tell(Deferred("ann@example.org"));
        keeper.Tell(SaveOutcome.Instance, _operator);
        var save = _store.ExpectMsg<SaveSnapshot>();
        _operator.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        keeper.Tell(new SaveSnapshotSuccess(save.Metadata), _store);
        _operator.ExpectMsg<OutcomeSaved>();

        // Nothing has changed, so there is nothing to save.
        keeper.Tell(SaveOutcome.Instance, _operator);
        _operator.ExpectMsg<OutcomeSaved>();
    }

    [Fact]
    public void A_keeper_that_failed_loads_the_last_snapshot_again()
    {
        var keeper = Started();
        keeper.Tell(new LoadSnapshotResult(new SelectedSnapshot(Seventh, Stored(deferred: 10)), 7), _store);
        var made = Deferred("ann@example.org");
        var bug = made with { Answer = made.Answer with { Identities = [] } };
        EventFilter.Exception<IndexOutOfRangeException>().ExpectOne(() => keeper.Tell(bug));
        _store.ExpectMsg<LoadSnapshot>();
        Assert.Equal(0, Report(keeper).Attempts.Deferred);
    }

    [Fact]
    public void In_observe_mode_a_pass_is_no_wait_and_a_mail_that_would_be_deferred_is_a_delayed_one()
    {
        var keeper = Started();
        var pass = Made("ann@example.org", DecisionStatus.Accepted, RecipientRule.WaitedLongEnough, TimeSpan.FromHours(1));
        keeper.Tell(pass with { Answer = pass.Answer with { IsObserved = true } });
        Assert.Equal((1, 0), (Report(keeper).First.Mails, Report(keeper).First.Delayed));

        keeper.Tell(Made("eve@example.org", DecisionStatus.Accepted, RecipientRule.WaitedLongEnough, TimeSpan.FromHours(1)));
        Assert.Equal((2, 1), (Report(keeper).First.Mails, Report(keeper).First.Delayed));

        var first = Made("carol@example.org", DecisionStatus.Accepted, RecipientRule.NeverSeen, TimeSpan.Zero);
        keeper.Tell(first with { Answer = first.Answer with { IsObserved = true, WouldDefer = true } });
        Assert.Equal((3, 2, 1), (Report(keeper).First.Mails, Report(keeper).First.Delayed, Report(keeper).Attempts.WouldDefer));
    }

    private IActorRef Started(TimeSpan? saveEvery = null)
    {
        var keeper = Sys.ActorOf(OutcomeKeeper.Props(Dependencies(saveEvery ?? TimeSpan.FromHours(1))));
        Assert.Equal(StoredStatistics.Outcome, _store.ExpectMsg<LoadSnapshot>().PersistenceId);
        return keeper;
    }

    private OutcomeKeeperDependencies Dependencies(TimeSpan saveEvery) => new(_time, () => Timing) { SnapshotStore = _ => _store, SaveEvery = saveEvery };

    private OutcomeReport Report(IActorRef keeper)
    {
        keeper.Tell(new GetOutcome(30, 20), _operator);
        return _operator.ExpectMsg<OutcomeReport>();
    }

    private OutcomeSnapshot Stored(int deferred)
    {
        var day = new OutcomeDay(DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime));
        day.CountDeferrals(deferred, 0);
        return new OutcomeSnapshot(_time.GetUtcNow(), [day], [], 0, [], 0, [], []);
    }

    private DecisionMade Deferred(string from) => Made(from, DecisionStatus.Deferred, RecipientRule.NeverSeen, TimeSpan.Zero);

    private DecisionMade Made(string from, DecisionStatus status, RecipientRule rule, TimeSpan waited) => new(
        _time.GetUtcNow(),
        "client-1",
        new IPEndPoint(IPAddress.Loopback, 25),
        new RecipientQuestion(IPAddress.Parse("192.0.2.1"), "mail.example.org", new MailPath(from.Split('@')[0], from.Split('@')[1]), new MailPath("bob", "example.com")),
        new RecipientAnswer(status, rule, "", null, [new ClientIdentity("192.0.2.0/24")], waited),
        status,
        "");
}
