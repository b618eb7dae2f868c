using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>Sends what was learnt to the running service, in batches that its endpoint accepts. A batch that fails may be sent again.</summary>
/// <param name="service">The service.</param>
internal sealed class ServiceLearning(ServiceClient service)
{
    // The endpoint accepts 64 KB. An entry needs 120 bytes besides its texts, of which each character may become six.
    private const int LongestBatch = 60 * 1024;
    private const int BytesPerEntry = 160;

    /// <summary>Sends everything; without entries, one empty batch, which checks the token.</summary>
    /// <param name="progress">Gets the number of entries that are stored.</param>
    /// <returns>The changes to the triplets and to the pairs.</returns>
    /// <exception cref="CommandRefusedException">The service refuses, or cannot store the entries.</exception>
    public async Task<(LearnCounts Triplets, LearnCounts Pairs)> Learn(
        IEnumerable<KnownTriplet> triplets, IEnumerable<KnownEntry> pairs, Action<long> progress, CancellationToken cancelled)
    {
        var (sums, sent) = ((Triplets: default(LearnCounts), Pairs: default(LearnCounts)), 0L);
        foreach (var batch in Batches(triplets, SizeOf).Select(batch => new LearnRequest([.. batch.Select(Of)], []))
            .Concat(Batches(pairs, SizeOf).Select(batch => new LearnRequest([], [.. batch.Select(Of)])))
            .DefaultIfEmpty(new LearnRequest([], [])))
        {
            var learned = (await service.Post("/api/learn", batch, cancelled)).As<ShownLearned>();
            sums = (sums.Triplets + learned.Triplets, sums.Pairs + learned.Pairs);
            if (learned.NotDone > 0)
                throw new CommandRefusedException(ExitCode.Unavailable, $"the service could not store {learned.NotDone} entries: run the command again later, which learns only what is missing");
            sent += (batch.Triplets?.Length ?? 0) + (batch.Pairs?.Length ?? 0);
            progress(sent);
        }

        return sums;
    }

    private static IEnumerable<List<T>> Batches<T>(IEnumerable<T> entries, Func<T, int> sizeOf)
    {
        var (batch, size) = (new List<T>(), 0);
        foreach (var entry in entries)
        {
            var next = sizeOf(entry);
            if (batch.Count == Learned.Most || (batch.Count > 0 && size + next > LongestBatch))
            {
                yield return batch;
                (batch, size) = ([], 0);
            }

            batch.Add(entry);
            size += next;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    private static int SizeOf(KnownTriplet known) => BytesPerEntry + SizeOf(known.Triplet.Identity.Text) + SizeOf(known.Triplet.ReversePath) + SizeOf(known.Triplet.ForwardPath);

    private static int SizeOf(KnownEntry pair) => BytesPerEntry + SizeOf(pair.Key.Identity) + SizeOf(pair.Key.Organisation);

    // The writer of JSON escapes as \uXXXX.
    private static int SizeOf(string text) => text.Sum(character => char.IsAsciiLetterOrDigit(character) || character is '@' or '.' or '-' or '_' or '#' or '=' or ':' or '/' ? 1 : 6);

    private static LearntTriplet Of(KnownTriplet known) => new(
        known.Triplet.Identity.Text,
        known.Triplet.ReversePath,
        known.Triplet.ForwardPath,
        DateTimeOffset.FromUnixTimeMilliseconds(known.Times.FirstSeen),
        DateTimeOffset.FromUnixTimeMilliseconds(known.Times.LastUsed));

    private static LearntPair Of(KnownEntry pair) => new(
        pair.Key.Identity,
        pair.Key.Organisation,
        DateTimeOffset.FromUnixTimeMilliseconds(pair.Times.FirstPass),
        DateTimeOffset.FromUnixTimeMilliseconds(pair.Times.LastUsed),
        pair.Times.Mails);
}
