using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;

namespace GreyActors.Known;

/// <summary>Reports that the greylist let an attempt pass; the answer is <see cref="PassNoted"/>.</summary>
/// <param name="Number">The sender's number of the request, which the answer has too.</param>
/// <param name="Attempt">The attempt that passed.</param>
public sealed record NotePass(long Number, Attempt Attempt);

/// <summary>
/// The known clients have learnt from a pass, durably. Also the answer where there is nothing to learn, and where the store cannot be used now: the mail
/// must not wait for it.
/// </summary>
/// <param name="Number">The number of the <see cref="NotePass"/>.</param>
public sealed record PassNoted(long Number);

/// <summary>Reports that one of our users wrote to an organisation, whose reply then does not wait. There is no answer.</summary>
/// <param name="Organisation">The recipient's organisation (<see cref="SenderOrganisation"/>).</param>
/// <param name="Sender">Our user, normalised by <see cref="ForwardPathNormaliser"/>.</param>
public sealed record NoteSent(string Organisation, string Sender);

/// <summary>Asks for everything that is known about an attempt, without changing anything; the answer is <see cref="KnownExplained"/>.</summary>
public sealed record ExplainKnown(Attempt Attempt);

/// <summary>The explanation; null if the attempt's partition is away.</summary>
public sealed record KnownExplained(KnownExplanation? Explanation);

/// <summary>Asks for a page of known pairs and expected replies; the answer is a <see cref="KnownPage"/>.</summary>
/// <param name="Most">The size of a page, 1 to <see cref="ListTriplets.Longest"/>.</param>
/// <param name="After">The end of the previous page; null for the first page.</param>
public sealed record ListKnown(KnownQuery Query, int Most, PartitionCursor? After = null);

/// <summary>A page of known pairs and expected replies. An entry that exists during the whole listing is on exactly one page.</summary>
/// <param name="Next">The place where the list continues; null after the last page. Other pages may be short or empty too, because a page has a time limit.</param>
/// <param name="Away">Partitions that did not answer.</param>
public sealed record KnownPage(ImmutableArray<KnownEntry> Entries, PartitionCursor? Next, ImmutableArray<int> Away);

/// <summary>Changes one known pair or expected reply by hand. The sender gets <see cref="KnownChanged"/> when the change is durable.</summary>
public abstract record ChangeKnown
{
    private ChangeKnown(KnownKey key) => Key = key;

    /// <summary>The pair or the reply, normalised.</summary>
    public KnownKey Key { get; }

    /// <summary>The answer where the store cannot be used now.</summary>
    public KnownChanged NotDone => new(Key, null, IsDone: false);

    /// <summary>The event that makes the change.</summary>
    /// <param name="now">The time.</param>
    /// <param name="before">The times of the entry until now; null if it is unknown.</param>
    public abstract KnownClientsEvent EventAt(DateTimeOffset now, KnownTimes? before);

    /// <summary>Forgets the entry, as if it had never been known.</summary>
    public sealed record Forget(KnownKey Key) : ChangeKnown(Key)
    {
        /// <inheritdoc/>
        public override KnownClientsEvent EventAt(DateTimeOffset now, KnownTimes? before) => new KnownClientsEvent.Forgotten([Key]);
    }

    /// <summary>Lets the mail of the pair pass from now on, for pass-lifetime after its last mail.</summary>
    public sealed record Allow(KnownKey Key) : ChangeKnown(Key)
    {
        /// <inheritdoc/>
        public override KnownClientsEvent EventAt(DateTimeOffset now, KnownTimes? before)
        {
            var at = now.ToUnixTimeMilliseconds();
            return new KnownClientsEvent.Noted(
                [new KnownEntry(Key, new KnownTimes(Math.Min(before?.FirstPass ?? at, at), at, before?.Mails ?? 0, KnownSource.Operator))]);
        }
    }
}

/// <summary>The outcome of a <see cref="ChangeKnown"/>.</summary>
/// <param name="Before">The times of the entry before; null if it was unknown.</param>
/// <param name="IsDone">False: the store cannot be used now, and nothing is changed.</param>
public sealed record KnownChanged(KnownKey Key, KnownTimes? Before, bool IsDone);

/// <summary>Merges entries of a history into the known clients; the answer is <see cref="Learned"/>. Learning the same entries again changes nothing.</summary>
/// <param name="Entries">Normalised, at most <see cref="Learned.Most"/>.</param>
public sealed record LearnKnown(ImmutableArray<KnownEntry> Entries);
