using System.Runtime.CompilerServices;

namespace GreyActors.Core.Greylisting;

/// <summary>The first sightings of one identity in one partition: those of the last periods, and the sum of the older ones.</summary>
/// <remarks>
/// A period has six hours. A sighting counts when its period ended a day ago. The sum is halved when it is large, so that new sightings can change
/// the judgement. Times are Unix milliseconds.
/// </remarks>
public struct IdentityRecord
{
    /// <summary>The number of periods that are kept apart: a day, and the period in progress.</summary>
    public const int Periods = 5;

    /// <summary>The number of older sightings at which they are halved. Half of it is more than <see cref="IdentityCounts.LeastSightings"/>.</summary>
    public const int Most = 64;

    private const long Period = 6 * 60 * 60 * 1000;

    private PeriodCounts _recent;

    /// <summary>A stored record.</summary>
    /// <param name="newest">The number of the newest period.</param>
    /// <param name="older">The sum of the older periods.</param>
    /// <param name="recent">The counts of the last <see cref="Periods"/> periods; the newest is the last one.</param>
    public IdentityRecord(long newest, IdentityCounts older, params ReadOnlySpan<IdentityCounts> recent)
    {
        (Newest, Older) = (newest, older);
        for (var i = 0; i < Periods; i++)
            _recent[SlotOf(newest - (Periods - 1) + i)] = recent[i];
    }

    /// <summary>The number of the newest period with a sighting, counted from 1970.</summary>
    public long Newest { get; private set; }

    /// <summary>The sum of the older periods.</summary>
    public IdentityCounts Older { get; private set; }

    /// <summary>All counts, those of today included.</summary>
    public readonly IdentityCounts Total
    {
        get
        {
            var total = Older;
            foreach (var counts in _recent)
                total += counts;
            return total;
        }
    }

    /// <summary>The counts of one of the last <see cref="Periods"/> periods.</summary>
    public readonly IdentityCounts In(long period) => _recent[SlotOf(period)];

    /// <summary>The counts of the sightings that are at least a day old.</summary>
    public readonly IdentityCounts CountsAt(long now)
    {
        var later = this;
        for (var period = Newest - (Periods - 1); period <= Math.Min(Newest, PeriodOf(now) - Periods); period++)
            later.Settle(period);
        return later.Older;
    }

    /// <summary>Counts a first sighting.</summary>
    public void See(long firstSeen)
    {
        var period = PeriodOf(firstSeen);
        // Before all periods here: the clock was set back. Without a new start, every sighting would count at once until the clock is there again.
        var isBack = period <= Newest - Periods;
        var left = isBack ? Periods : Math.Clamp(period - Newest, 0, Periods);
        for (var i = 0; i < left; i++)
            Settle(Newest - (Periods - 1) + i);
        Newest = isBack ? period : Math.Max(Newest, period);
        _recent[SlotOf(period)] += new IdentityCounts(1, 0);
    }

    /// <summary>Counts that a mail came back which was first seen at this time.</summary>
    public void ComeBack(long firstSeen)
    {
        // A wait that restarted has another first time than the sighting, so the credit may belong to an older one.
        if (Has(PeriodOf(firstSeen)) && HasRoom(_recent[SlotOf(PeriodOf(firstSeen))]))
            _recent[SlotOf(PeriodOf(firstSeen))] += new IdentityCounts(0, 1);
        else if (HasRoom(Older))
            Older += new IdentityCounts(0, 1);
    }

    /// <summary>Withdraws a recent sighting, because its triplet was removed before it could come back.</summary>
    public void Withdraw(long firstSeen)
    {
        if (Has(PeriodOf(firstSeen)) && HasRoom(_recent[SlotOf(PeriodOf(firstSeen))]))
            _recent[SlotOf(PeriodOf(firstSeen))] -= new IdentityCounts(1, 0);
    }

    private void Settle(long period)
    {
        var sum = Older + _recent[SlotOf(period)];
        while (sum.Sightings >= Most)
            sum = new IdentityCounts(sum.Sightings / 2, sum.CameBack / 2);
        Older = sum;
        _recent[SlotOf(period)] = default;
    }

    private readonly bool Has(long period) => period > Newest - Periods && period <= Newest;

    private static bool HasRoom(IdentityCounts counts) => counts.CameBack < counts.Sightings;

    /// <summary>The number of the period that contains a time.</summary>
    public static long PeriodOf(long time) => time >= 0 ? time / Period : ((time + 1) / Period) - 1;

    private static int SlotOf(long period) => (int)(((period % Periods) + Periods) % Periods);

    [InlineArray(Periods)]
    private struct PeriodCounts
    {
        private IdentityCounts _first;
    }
}
