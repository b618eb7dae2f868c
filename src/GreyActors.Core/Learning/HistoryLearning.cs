using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;

namespace GreyActors.Core.Learning;

/// <summary>Turns mail that was delivered before into triplets and known pairs.</summary>
/// <remarks>
/// <para>A delivered mail makes the triplets of all identities of its client passed, from the first to the last of such mails.</para>
/// <para>
/// A client is known to an organisation if at least <see cref="FewestMails"/> of its mails were delivered, the last at least <c>known-clients.settle</c> after the
/// first. A single mail proves nothing: most spam that a filter misses comes once, and nothing made it come back.
/// </para>
/// <para>The order of the mails does not matter. Learning the same mail again changes nothing.</para>
/// </remarks>
/// <param name="settle">The time between the first and the last mail of a pair.</param>
/// <param name="usesPairs">Whether pairs are learned (<c>known-clients</c>).</param>
/// <param name="most">The largest number of triplets, and of pairs; further ones are not learned.</param>
public sealed class HistoryLearning(TimeSpan settle, bool usesPairs, int most)
{
    /// <summary>The number of mails that make a pair known.</summary>
    public const int FewestMails = 2;

    private readonly GreylistState _triplets = new();
    private readonly KnownClientsState _pairs = new();

    /// <summary>The number of triplets and pairs that were not learned because there were too many.</summary>
    public long Excess { get; private set; }

    /// <summary>The triplets, all of them passed.</summary>
    public IEnumerable<KnownTriplet> Triplets => _triplets.TakeSnapshot().Triplets;

    /// <summary>The number of triplets.</summary>
    public int TripletCount => _triplets.Count;

    /// <summary>The known pairs.</summary>
    public IReadOnlyList<KnownEntry> Pairs
    {
        get
        {
            var pairs = new List<KnownEntry>();
            _pairs.TakeSnapshot().Visit(pair =>
            {
                if (IsKnown(pair.Times, settle))
                    pairs.Add(pair.ToEntry());
            });
            return pairs;
        }
    }

    /// <summary>Whether the mails of a pair are enough.</summary>
    public static bool IsKnown(KnownTimes times, TimeSpan settle) =>
        times.Mails >= FewestMails && times.LastUsed - times.FirstPass >= settle.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Learns from one recipient of a delivered mail.</summary>
    /// <param name="delivered">The recipient.</param>
    /// <param name="at">When the mail came.</param>
    public void Learn(Attempt delivered, DateTimeOffset at)
    {
        var time = at.ToUnixTimeMilliseconds();
        foreach (var identity in delivered.Identities)
        {
            LearnTriplet(new Triplet(identity, delivered.ReversePath, delivered.ForwardPath), time);
            if (usesPairs && delivered.ReversePath.Length > 0 && delivered.Organisation.Length > 0)
                LearnPair(KnownKey.Pair(identity, delivered.Organisation), time);
        }
    }

    private void LearnTriplet(Triplet triplet, long at)
    {
        if (_triplets.Find(triplet) is { } times)
            _triplets.Learn(new KnownTriplet(triplet, new TripletTimes(Math.Min(times.FirstSeen, at), Math.Max(times.LastUsed, at))));
        else if (_triplets.Count < most)
            _triplets.Learn(new KnownTriplet(triplet, new TripletTimes(at, at)));
        else
            Excess++;
    }

    // The recipients of one mail have the same time, and are one mail.
    private void LearnPair(KnownKey key, long at)
    {
        if (_pairs.Find(key) is { } times)
        {
            var isSameMail = at == times.FirstPass || at == times.LastUsed;
            _pairs.Learn(new KnownEntry(key, new KnownTimes(
                Math.Min(times.FirstPass, at), Math.Max(times.LastUsed, at), times.Mails + (isSameMail ? 0 : 1), KnownSource.History)));
        }
        else if (_pairs.Count < most)
        {
            _pairs.Learn(new KnownEntry(key, new KnownTimes(at, at, 1, KnownSource.History)));
        }
        else
        {
            Excess++;
        }
    }
}
