using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Known;

/// <summary>Knows the clients whose mail does not wait: it gets each attempt before the greylist, routes it to the partition of its organisation, and supervises the partitions.</summary>
/// <remarks>
/// Attempts that nothing is known about go on to the greylist, with their sender: the greylist's answer goes directly to the judge
/// (docs/decisions/0046-known-clients-are-an-actor-before-the-greylist.md). If a partition is away, the greylist decides alone.
/// Stops when its parent stops it, or after <see cref="DrainGreylist"/> when every partition has saved its snapshot.
/// </remarks>
public sealed class KnownClients : Component, IWithTimers
{
    private const string CheckName = "known-clients";

    // A store that takes longer costs more time than the next start saves with these snapshots.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly KnownClientsDependencies _dependencies;
    private readonly IPartitions _partitions;
    private readonly PartitionReaders _readers;
    private IgnoreIdentities _ignored = IgnoreIdentities.None;
    private bool _hasStarted;

    private KnownClients(Nameplate nameplate, KnownClientsDependencies dependencies)
        : base(nameplate)
    {
        _dependencies = dependencies;
        var requests = new KnownClientsRequests(dependencies.Greylist);
        _partitions = dependencies.Placement.Place(Context, this, LiveLog.Of(Context), new PartitionFamily(
            "known-clients",
            dependencies.Store.Partitions,
            requests,
            dependencies.Limits.MaxOutstanding,
            dependencies.BackOff,
            number => KnownClientsPartition.Props(number, dependencies, requests),
            Greeting: () => _ignored,
            CheckStore: () => dependencies.Greylist.Tell(CheckStore.Instance),
            Meters.RecordKnownPartitionsAway));
        _readers = new PartitionReaders(Context, _partitions);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props of the known clients over a prepared store.</summary>
    public static Props Props(KnownClientsDependencies dependencies) => PropsOf(nameplate => new KnownClients(nameplate, dependencies));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _dependencies.Greylist.Tell(SubscribeToGreylist.Instance);
        _partitions.Start();
        Enter(Routing);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void Routing(object message)
    {
        switch (message)
        {
            case JudgeAttempt judge when judge.Attempt.Organisation.Length == 0 || !_dependencies.Timing().IsUsed:
                _dependencies.Greylist.Forward(judge);
                break;
            case var request when _partitions.Contains(request):
                _partitions.Route(request);
                break;
            case ExplainKnown:
                _partitions.Route(message);
                break;
            case LearnKnown learn:
                _readers.Learn(learn.Entries, KnownClientsRequests.PartitionOf);
                break;
            case ListKnown list:
                _readers.List(new PageWanted<KnownQuery, KnownEntry>(
                    list.Query, list.Most, list.After, (entries, next, away) => new KnownPage(entries, next, away)));
                break;
            case ReaderEnded:
                _readers.Ended();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(Check()));
                break;
            case IgnoreIdentities ignore:
                _ignored = ignore;
                _partitions.TellOwn(ignore);
                break;
            case HandOverPartitions:
                _partitions.HandOver();
                break;
            case DrainGreylist:
                Drain();
                break;
            case var other when _partitions.Accepts(other):
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The service is ready when the known clients have recovered. Afterwards, and if a partition fails, mail flows without them.
    private ReadinessCheck Check()
    {
        var check = _partitions.Check(CheckName);
        _hasStarted |= check.Ok || _partitions.AwayCount > 0;
        return check with { Optional = _hasStarted };
    }

    // The sessions have ended.
    private UntypedReceive Draining(int left) => message =>
    {
        switch (message)
        {
            case var end when _partitions.IsEnd(end) && left > 1:
                Enter(Draining(left - 1));
                break;
            case var end when end is DrainTick || _partitions.IsEnd(end):
                Context.Stop(Self);
                break;
            case var request when _partitions.Contains(request):
                _partitions.Refuse(request);
                break;
            case ExplainKnown:
                _partitions.Refuse(message);
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck(CheckName, false, "the known clients go down") { Optional = true }));
                break;
            case LearnKnown or ListKnown or ReaderEnded or IgnoreIdentities or HandOverPartitions:
            case var late when _partitions.AcceptsWhileDraining(late):
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Drain()
    {
        var left = _partitions.Drain();
        Timers.StartSingleTimer(DrainTick.Instance, DrainTick.Instance, DrainLimit);
        Enter(Draining(left));
        // A disk that hangs saves no snapshot either.
        if (left == 0 || _dependencies.Store.BusyFor(Context.System) > _dependencies.StoreHungAfter)
            Context.Stop(Self);
    }

    private sealed record DrainTick
    {
        public static readonly DrainTick Instance = new();
    }
}
