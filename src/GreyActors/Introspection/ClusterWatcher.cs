using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using GreyActors.Cluster.Machines;
using GreyActors.Cluster.Sharding;
using GreyActors.Components;
using GreyActors.Observability;

namespace GreyActors.Introspection;

/// <summary>Looks at the cluster once a second: which machines are reachable, and where the partitions are. It measures both, and answers <see cref="GetCluster"/>.</summary>
/// <remarks>
/// Nothing depends on this actor: <c>MachineKeeper</c> decides about machines, and the actors of the states route by their own tables. Stops when the actor system does.
/// </remarks>
public sealed class ClusterWatcher : Component
{
    /// <summary>The name of the actor.</summary>
    public const string Name = "cluster-watcher";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<string> _states;
    private readonly string _keeper;
    private readonly TimeProvider _time;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly Deadline _deadline;
    private readonly HandOvers _handOvers = new();
    private readonly SortedDictionary<string, PlacesListed> _places = new(StringComparer.Ordinal);
    private ImmutableDictionary<UniqueAddress, DateTimeOffset> _unreachable = ImmutableDictionary<UniqueAddress, DateTimeOffset>.Empty;
    private DateTimeOffset _looked;
    private MachinesDescribed? _described;

    private ClusterWatcher(Nameplate nameplate, ImmutableArray<string> states, string keeper, TimeProvider time)
        : base(nameplate)
    {
        (_states, _keeper, _time, _looked) = (states, keeper, time, time.GetUtcNow());
        _deadline = new Deadline(Context);
    }

    private string Machine => OtherMachines.NameOf(_cluster.SelfAddress);

    /// <summary>Props.</summary>
    /// <param name="states">The paths of the actors that route requests to partitions.</param>
    /// <param name="keeper">The path of the actor that answers <see cref="DescribeMachines"/>.</param>
    /// <param name="time">The clock.</param>
    public static Props Props(ImmutableArray<string> states, string keeper, TimeProvider time) =>
        PropsOf(nameplate => new ClusterWatcher(nameplate, states, keeper, time));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Look();
        Enter(Watching);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _deadline.Clear();

    private void Watching(object message)
    {
        switch (message)
        {
            case PlacesListed listed:
                Note(listed);
                break;

            case MachinesDescribed described:
                _described = described;
                break;

            case GetCluster:
                Sender.Tell(Shown());
                break;

            case DeadlinePassed when _deadline.Is(message):
                Look();
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private void Look()
    {
        var (now, state) = (_time.GetUtcNow(), _cluster.State);
        // The whole time counts if a machine was unreachable at its beginning.
        if (!_unreachable.IsEmpty)
            ClusterMeters.CountUnreachable(now - _looked);
        _looked = now;
        _unreachable = state.Unreachable.ToImmutableDictionary(member => member.UniqueAddress, member => _unreachable.GetValueOrDefault(member.UniqueAddress, now));
        ClusterMeters.RecordMachines(state.Members.Count - _unreachable.Count, _unreachable.Count);
        foreach (var path in _states)
            Context.ActorSelection(path).Tell(ListPlaces.Instance);
        Context.ActorSelection(_keeper).Tell(DescribeMachines.Instance);
        _deadline.Set(Interval);
    }

    private void Note(PlacesListed listed)
    {
        _places[listed.State] = listed;
        var here = _handOvers.Note(listed.State, [.. listed.Places.Select(place => place.Machine)], _time.GetUtcNow()).Count(move => move.To == Machine);
        ClusterMeters.CountHandOvers(listed.State, here);
        ClusterMeters.RecordPartitions(listed.State, listed.Places.Count(place => place.Machine == Machine && place.Condition != PartitionCondition.Unknown));
    }

    private ShownCluster Shown()
    {
        ImmutableArray<ShownPlace> places =
        [
            .. _places.Values.SelectMany(listed => listed.Places.Select(place => new ShownPlace(
                listed.State, place.Number, place.Machine.Length == 0 ? null : place.Machine, place.Condition.ToString().ToLowerInvariant()))),
        ];
        return new ShownCluster(
            Enabled: true,
            Machine,
            [.. _cluster.State.Members.OrderBy(member => OtherMachines.NameOf(member.Address), StringComparer.Ordinal).Select(member => Shown(member, places))],
            places,
            new ShownHandOvers(_handOvers.Total, _handOvers.Latest));
    }

    private ShownMachine Shown(Member member, ImmutableArray<ShownPlace> places)
    {
        var name = OtherMachines.NameOf(member.Address);
        DateTimeOffset? since = _unreachable.TryGetValue(member.UniqueAddress, out var lost) ? lost : null;
        var shown = new ShownMachine(
            name,
            name == Machine,
            member.Status.ToString().ToLowerInvariant(),
            since is null,
            since,
            places.Count(place => place.Machine == name && place.Condition != "unknown"));
        if (shown.IsSelf)
            return shown with { Version = StatsEndpoints.Version, StoreWorks = _described is null ? null : _described.StoreFailing is null };
        return _described?.Others.FirstOrDefault(other => other.Report.Machine == ClusterHocon.IdOf(member.UniqueAddress)) is not { } other ? shown : shown with
        {
            Version = other.Report.Version,
            StoreWorks = other.Report.StoreWorking is not null,
            Differences = [.. other.Differences.Select(value => new ShownDifference(value.Key, value.Own, value.Other))],
        };
    }
}
