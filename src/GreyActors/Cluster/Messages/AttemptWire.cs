using System.Collections.Immutable;
using GreyActors.Cluster.Messages.Wire;
using GreyActors.Core.Greylisting;
using static GreyActors.Cluster.Messages.WireValues;

namespace GreyActors.Cluster.Messages;

/// <summary>Attempts and verdicts in messages.</summary>
internal static class AttemptWire
{
    /// <summary>The largest number of identities of an attempt.</summary>
    public const int MostIdentities = 256;

    /// <summary>An attempt to send.</summary>
    public static AttemptV1 Of(Attempt attempt)
    {
        var wire = new AttemptV1
        {
            ReversePath = attempt.ReversePath,
            ForwardPath = attempt.ForwardPath,
            Organisation = attempt.Organisation,
            IsObserved = attempt.IsObserved,
            IsListed = attempt.IsListed,
        };
        foreach (var identity in attempt.Identities)
            wire.Identities.Add(identity.Text);
        return wire;
    }

    /// <summary>An attempt that was sent.</summary>
    public static Attempt Read(AttemptV1? wire) => new(IdentitiesOf(Present(wire)), wire!.ReversePath, wire.ForwardPath)
    {
        Organisation = wire.Organisation,
        IsObserved = wire.IsObserved,
        IsListed = wire.IsListed,
    };

    /// <summary>A verdict to send.</summary>
    public static VerdictV1 Of(in Verdict verdict)
    {
        var wire = new VerdictV1 { Passed = verdict.Passed, Reason = (int)verdict.Reason, Waited = verdict.Waited.Ticks };
        if (verdict.By is { } by)
            wire.By = by.Text;
        return wire;
    }

    /// <summary>A verdict that was sent.</summary>
    public static Verdict Read(VerdictV1 wire) => new(
        wire.Passed, Defined<VerdictReason>(wire.Reason), TimeSpan.FromTicks(wire.Waited), wire.HasBy ? new ClientIdentity(wire.By) : null);

    /// <summary>The counts of an identity to send.</summary>
    public static CountedIdentityV1 Of(CountedIdentity counted) =>
        new() { Identity = counted.Identity.Text, Sightings = counted.Counts.Sightings, CameBack = counted.Counts.CameBack };

    /// <summary>The counts of an identity that were sent.</summary>
    public static CountedIdentity Read(CountedIdentityV1 wire) =>
        new(new ClientIdentity(wire.Identity), new IdentityCounts(Count(wire.Sightings), Count(wire.CameBack)));

    private static ImmutableArray<ClientIdentity> IdentitiesOf(AttemptV1 wire) => wire.Identities.Count > 0
        ? Listed(wire.Identities, MostIdentities, text => new ClientIdentity(text))
        : throw new DamagedMessageException("an attempt has no identity");
}
