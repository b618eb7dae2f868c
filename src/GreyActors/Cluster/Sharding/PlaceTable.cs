using System.Diagnostics;

namespace GreyActors.Cluster.Sharding;

/// <summary>What a machine knows about the places of the partitions of a state: the latest answer of each to a poll.</summary>
/// <param name="count">The number of partitions.</param>
internal sealed class PlaceTable(int count)
{
    // Two polls may be lost, or answered late.
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(12);

    private readonly Place[] _places = [.. Enumerable.Repeat(new Place(string.Empty, PartitionCondition.Unknown, 0, 0, 0), count)];

    /// <summary>The number of partitions.</summary>
    public int Count => count;

    /// <summary>The number of partitions that judge.</summary>
    public int Judging => Enumerable.Range(0, count).Count(Judges);

    /// <summary>The number of partitions whose latest answer is that they cannot use the store.</summary>
    public int Away => Enumerable.Range(0, count).Count(number => ConditionOf(number) == PartitionCondition.Away);

    /// <summary>The condition of a partition; unknown if its answer is too old.</summary>
    public PartitionCondition ConditionOf(int number) =>
        IsFresh(_places[number]) ? _places[number].Condition : PartitionCondition.Unknown;

    /// <summary>The machine where the partition was when it answered last; empty if it never answered.</summary>
    public string MachineOf(int number) => _places[number].Machine;

    /// <summary>Whether a partition judges.</summary>
    public bool Judges(int number) => ConditionOf(number) == PartitionCondition.Judging;

    /// <summary>The version of the identity counts of a partition; 0 for none.</summary>
    public long CountsVersionOf(int number) => _places[number].CountsVersion;

    /// <summary>Whether to poll a partition: each second until it judges, then each five seconds; never again before its answer or three seconds.</summary>
    public bool IsDue(int number)
    {
        var place = _places[number];
        if (place.AskedAt > place.AnsweredAt)
            return Stopwatch.GetElapsedTime(place.AskedAt) > TimeSpan.FromSeconds(2.9);
        return !Judges(number) || Stopwatch.GetElapsedTime(place.AnsweredAt) > TimeSpan.FromSeconds(4.9);
    }

    /// <summary>A poll was sent.</summary>
    public void Asked(int number) => _places[number] = _places[number] with { AskedAt = Stopwatch.GetTimestamp() };

    /// <summary>Takes the answer of a partition.</summary>
    /// <returns>Whether the partition was on another machine before.</returns>
    public bool Answered(PartitionPolled polled)
    {
        var before = _places[polled.Number];
        _places[polled.Number] = before with
        {
            Machine = polled.Machine,
            Condition = polled.Condition,
            CountsVersion = polled.CountsVersion,
            AnsweredAt = Stopwatch.GetTimestamp(),
        };
        return before.Machine.Length > 0 && before.Machine != polled.Machine;
    }

    private static bool IsFresh(in Place place) => place.AnsweredAt != 0 && Stopwatch.GetElapsedTime(place.AnsweredAt) < Trust;

    private readonly record struct Place(string Machine, PartitionCondition Condition, long CountsVersion, long AskedAt, long AnsweredAt);
}
