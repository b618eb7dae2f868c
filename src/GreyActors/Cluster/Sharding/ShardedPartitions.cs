using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Cluster.Sharding;

/// <summary>The partitions of a state, shared among the machines of a cluster: each is an entity of a shard region, on exactly one machine.</summary>
/// <remarks>
/// Requests go through a proxy region: it still routes them when the region of this machine has handed its partitions over. Answers go from the
/// partition directly to the actor that asks. Regular polls show where the partitions are, and bring their identity counts.
/// </remarks>
internal sealed partial class ShardedPartitions : IPartitions
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // Requests that other machines sent before they knew that the partitions move arrive after these have left.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly IActorContext _context;
    private readonly IWithTimers _actor;
    private readonly ILoggingAdapter _log;
    private readonly PartitionFamily _family;
    private readonly Akka.Cluster.Cluster _cluster;
    private readonly PlaceTable _places;
    private readonly Dictionary<int, IActorRef> _hosts = [];

    // What arrives before the proxy has started.
    private readonly Queue<(object Message, IActorRef Sender)> _waiting = new();
    private IActorRef? _proxy;
    private IActorRef? _region;

    /// <summary>Partitions that are not started yet.</summary>
    public ShardedPartitions(IActorContext context, IWithTimers actor, ILoggingAdapter log, PartitionFamily family)
    {
        (_context, _actor, _log, _family) = (context, actor, log, family);
        _cluster = Akka.Cluster.Cluster.Get(context.System);
        _places = new PlaceTable(family.Count);
    }

    /// <inheritdoc/>
    public int Count => _family.Count;

    /// <inheritdoc/>
    public int AwayCount => _places.Away;

    private string Machine => $"{_cluster.SelfAddress.Host}:{_cluster.SelfAddress.Port}";

    /// <summary>Starts the region of this machine and the proxy when the machine has joined the cluster. The actor subscribes to <see cref="DeadLetter"/>, because stopped hosts leave requests in their mailboxes.</summary>
    public void Start()
    {
        _context.System.EventStream.Subscribe(_context.Self, typeof(DeadLetter));
        _context.System.EventStream.Subscribe(_context.Self, typeof(Dropped));
        var self = _context.Self;
        // A region of a machine that has not joined would only wait, and log it.
        _cluster.RegisterOnMemberUp(() => self.Tell(Joined.Instance));
        _actor.Timers.StartPeriodicTimer(PollTick.Instance, PollTick.Instance, PollInterval);
    }

    /// <inheritdoc/>
    public bool Contains(object message) => _family.Requests.Contains(message);

    /// <inheritdoc/>
    public bool IsQuery(object message) => _family.Requests.IsQuery(message);

    /// <inheritdoc/>
    public void Route(object message)
    {
        if (_proxy is not null)
            Send(message, _context.Sender);
        else if (_waiting.Count < _family.MaxWaiting)
            _waiting.Enqueue((message, _context.Sender));
        else
            Refuse(message);
    }

    /// <inheritdoc/>
    public void Refuse(object message) => Refuse(message, _context.Sender);

    /// <inheritdoc/>
    public bool Accepts(object message)
    {
        switch (message)
        {
            case Joined:
                StartRegions();
                return true;
            case RegionStarted started:
                _region = started.Region;
                _context.WatchWith(_region, RegionEnded.Instance);
                return true;
            case ProxyStarted started:
                _proxy = started.Proxy;
                while (_waiting.TryDequeue(out var waited))
                    Send(waited.Message, waited.Sender);
                Poll();
                return true;
            case PollTick:
                Poll();
                return true;
            case PartitionPolled polled:
                Polled(polled);
                return true;
            case PartitionHosted hosted:
                Hosted(hosted.Number);
                return true;
            case HostEnded ended:
                if (_hosts.TryGetValue(ended.Number, out var host) && host.Equals(ended.Host))
                    _hosts.Remove(ended.Number);
                return true;
            case var misplaced when RoutesAgain(misplaced):
                return true;
            case CheckStore:
                _family.CheckStore();
                return true;
            case ExpireTriplets or StoreRecreated or StoreRecovered:
                TellOwn(message);
                return true;
            case ListPlaces:
                _context.Sender.Tell(new PlacesListed(
                    _family.Name, [.. Enumerable.Range(0, Count).Select(number => new PartitionPlace(number, _places.MachineOf(number), _places.ConditionOf(number)))]));
                return true;
            case RegionEnded:
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<ICanTell?> Readers() =>
        [.. Enumerable.Range(0, Count).Select(number => _proxy is not null && _places.Judges(number) ? new Reader(_proxy, _family.Name, number) : null)];

    /// <summary>Sends a message to the hosts of this machine; each passes it to its partition.</summary>
    public void TellOwn(object message)
    {
        foreach (var host in _hosts.Values)
            host.Tell(message);
    }

    /// <inheritdoc/>
    public ReadinessCheck Check(string name)
    {
        var judging = _places.Judging;
        return new ReadinessCheck(name, judging == Count, $"{judging} of {Count} partitions ready");
    }

    /// <inheritdoc/>
    public void HandOver()
    {
        if (OthersAreUp())
            _region?.Tell(GracefulShutdown.Instance);
    }

    /// <inheritdoc/>
    public int Drain()
    {
        if (_region is null)
            return 0;
        // Watching again makes Akka report once more a region that has already ended.
        _context.Unwatch(_region);
        _context.WatchWith(_region, RegionEnded.Instance);
        _region.Tell(GracefulShutdown.Instance);
        return 1;
    }

    /// <inheritdoc/>
    public bool IsEnd(object message) => message is LingerOver;

    /// <inheritdoc/>
    public bool AcceptsWhileDraining(object message)
    {
        if (message is RegionEnded)
            _actor.Timers.StartSingleTimer(LingerOver.Instance, LingerOver.Instance, OthersAreUp() ? Linger : TimeSpan.Zero);
        return RoutesAgain(message) || message is
            Joined or RegionStarted or RegionEnded or ProxyStarted or PollTick or PartitionPolled or PartitionHosted or HostEnded or CheckStore
            or ExpireTriplets or StoreRecreated or StoreRecovered or ListPlaces or DrainGreylist;
    }

    private bool OthersAreUp()
    {
        var state = _cluster.State;
        return state.Members.Any(member => member.Status == MemberStatus.Up && member.Address != _cluster.SelfAddress && !state.Unreachable.Contains(member));
    }

    private void StartRegions()
    {
        var (self, family, machine) = (_context.Self, _family, Machine);
        var sharding = ClusterSharding.Get(_context.System);
        sharding.StartAsync(
            family.Name,
            entity => PartitionHost.Props(int.Parse(entity, CultureInfo.InvariantCulture), machine, family, self),
            ClusterShardingSettings.Create(_context.System),
            PartitionRouting.Instance,
            ShardAllocationStrategy.LeastShardAllocationStrategy(absoluteLimit: 8, relativeLimit: 1),
            DrainGreylist.Instance).PipeTo(self, success: region => new RegionStarted(region));
        sharding.StartProxyAsync(family.Name, role: string.Empty, PartitionRouting.Instance).PipeTo(self, success: proxy => new ProxyStarted(proxy));
    }

    private void Send(object message, IActorRef sender) =>
        _proxy!.Tell(new ToPartition(_family.Name, _family.Requests.PartitionOf(message, Count), message), sender);

    private void Poll()
    {
        _family.RecordAway(_places.Away);
        if (_proxy is null)
            return;
        for (var number = 0; number < Count; number++)
        {
            if (!_places.IsDue(number))
                continue;
            _places.Asked(number);
            _proxy.Tell(new ToPartition(_family.Name, number, new PollPartition(_places.CountsVersionOf(number))), _context.Self);
        }
    }

    private void Polled(PartitionPolled polled)
    {
        if (polled.Region != _family.Name || polled.Number < 0 || polled.Number >= Count)
            return;
        if (_places.Answered(polled))
            _log.Info(LogLines.PartitionMoved, _family.Name, polled.Number, polled.Machine);
        if (polled.Counts is { } counts)
            _context.Self.Tell(counts);
    }

    private void Hosted(int number)
    {
        var host = _context.Sender;
        _hosts[number] = host;
        _context.WatchWith(host, new HostEnded(number, host));
        if (_family.Greeting() is { } greeting)
            host.Tell(greeting);
    }

    private bool IsRouted(object message) => Contains(message) || IsQuery(message);

    private void Refuse(object message, IActorRef sender)
    {
        if (IsQuery(message))
            _family.Requests.Decline(message, sender);
        else if (Contains(message))
            _family.Requests.Refuse(message, sender);
    }

    private sealed class Reader(IActorRef proxy, string region, int number) : ICanTell
    {
        public void Tell(object message, IActorRef sender) => proxy.Tell(new ToPartition(region, number, message), sender);
    }

    private sealed record Joined
    {
        public static readonly Joined Instance = new();
    }

    private sealed record RegionStarted(IActorRef Region);

    private sealed record ProxyStarted(IActorRef Proxy);

    private sealed record HostEnded(int Number, IActorRef Host);

    private sealed record RegionEnded
    {
        public static readonly RegionEnded Instance = new();
    }

    private sealed record LingerOver
    {
        public static readonly LingerOver Instance = new();
    }

    private sealed record PollTick
    {
        public static readonly PollTick Instance = new();
    }
}
