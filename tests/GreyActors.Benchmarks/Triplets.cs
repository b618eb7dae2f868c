using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;

namespace GreyActors.Benchmarks;

/// <summary>Made-up conversations, with paths as long as those of real mail.</summary>
internal static class Triplets
{
    public static Attempt Attempt(int number) => new([Identity(number)], ReversePath(number), ForwardPath(number));

    /// <summary>The same with the sender's organisation: about as many organisations as conversations.</summary>
    public static Attempt AttemptOfOrganisation(int number) => Attempt(number) with { Organisation = Organisation(number) };

    /// <summary>A pair as usual mail makes it.</summary>
    public static KnownKey Pair(int number) => number % 3 == 0
        ? KnownKey.Pair(Identity(number), Organisation(number))
        : KnownKey.Pair(ClientIdentity.OfSpf(Organisation(number)), Organisation(number));

    public static Triplet Of(int number) => new(Identity(number), ReversePath(number), ForwardPath(number));

    /// <summary>One state for each partition, with that many triplets among them, every fourth of them passed.</summary>
    public static GreylistState[] States(int count, int partitions, DateTimeOffset now)
    {
        var states = Enumerable.Range(0, partitions).Select(_ => new GreylistState()).ToArray();
        for (var i = 0; i < count; i++)
        {
            var since = now.ToUnixTimeMilliseconds() - (i % 100_000_000 / 100);
            states[Partitioning.Of(Attempt(i), partitions)].Learn(
                new KnownTriplet(Of(i), new TripletTimes(since, i % 4 == 0 ? since : TripletTimes.NotPassed)));
        }

        return states;
    }

    private static string Organisation(int number) => $"organisation{number}.example";

    private static ClientIdentity Identity(int number) => new($"{1 + (number % 220)}.{number / 220 % 256}.{number / 56_320 % 256}.0/24");

    private static string ReversePath(int number) => $"first.last{number}@mail{number % 997}.example.org";

    private static string ForwardPath(int number) => $"recipient{number % 5000}@example.com";
}
