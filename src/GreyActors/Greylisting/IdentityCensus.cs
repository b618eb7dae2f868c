using Akka.Event;
using GreyActors.Core.Greylisting;
using GreyActors.Observability;

namespace GreyActors.Greylisting;

/// <summary>The greylist's side of the identities: sums the counts of the partitions, and lets them ignore the identities whose mail seldom comes back.</summary>
/// <param name="partitions">The partitions.</param>
/// <param name="log">Gets a line for each change.</param>
internal sealed class IdentityCensus(IPartitions partitions, ILoggingAdapter log)
{
    private readonly IdentitySums _sums = new(partitions.Count);

    /// <summary>The identities that a partition ignores until the next message.</summary>
    public IgnoreIdentities Ignored { get; private set; } = IgnoreIdentities.None;

    /// <summary>Adds the counts of the attempt's identities.</summary>
    public ExplainAttempt Complete(ExplainAttempt explain) => explain with
    {
        Counts = [.. explain.Attempt.Identities.Select(identity => new CountedIdentity(identity, _sums.Of(identity)))],
    };

    /// <summary>Takes the report of a partition; if it changes a judgement, all partitions get it.</summary>
    /// <returns>Whether <see cref="Ignored"/> has changed.</returns>
    public bool Accepts(IdentitiesCounted report)
    {
        var changed = _sums.Replace(report.Number, report.Counts);
        if (changed.IsEmpty)
            return false;
        Ignored = new IgnoreIdentities(_sums.Ignored);
        partitions.TellOwn(Ignored);
        Meters.RecordIgnoredIdentities(_sums.Ignored.Count);
        foreach (var (identity, counts) in changed)
        {
            // The client chose the name: as a text, it is escaped.
            log.Info(counts.IsIgnored ? LogLines.IdentityIgnored : LogLines.IdentityCountsAgain, identity.Text, counts.CameBack, counts.Sightings);
        }

        return true;
    }
}
