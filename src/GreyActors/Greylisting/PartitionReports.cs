using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>Reports the size of a partition and the counts of its identities, and keeps the greylist's answer: the identities to ignore.</summary>
/// <param name="number">The number of the partition.</param>
/// <param name="state">Its state.</param>
/// <param name="greylist">Gets the counts.</param>
/// <param name="clock">The time of attempts and triplets.</param>
internal sealed class PartitionReports(int number, GreylistState state, IActorRef greylist, TimeProvider clock)
{
    private IdentitiesCounted _last = new(number, []);

    /// <summary>The ignored identities; null until the greylist has sent them.</summary>
    public IgnoredIdentities? Known { get; private set; }

    /// <summary>The ignored identities.</summary>
    public IgnoredIdentities Ignored => Known ?? IgnoredIdentities.None;

    /// <summary>Takes the ignored identities.</summary>
    public void Ignore(IgnoreIdentities message) => Known = message.Identities;

    /// <summary>Reports the size, and the counts if they have changed since the last report.</summary>
    public void Send()
    {
        ShowSize();
        var counts = state.Identities.CountsAt(clock.GetUtcNow());
        if (counts.AsSpan().SequenceEqual(_last.Counts.AsSpan()))
            return;
        _last = new IdentitiesCounted(number, counts);
        greylist.Tell(_last);
    }

    /// <summary>Reports the size.</summary>
    public void ShowSize() => Meters.RecordPartition(number, state.Count, state.Waiting);

    /// <summary>Reports that this process has nothing of the partition in memory.</summary>
    public void ShowAbsence() => Meters.RecordPartition(number, triplets: 0, waiting: 0);
}
