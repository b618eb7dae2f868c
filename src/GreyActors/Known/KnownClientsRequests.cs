using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;

namespace GreyActors.Known;

/// <summary>The requests of the known clients. All that concerns an organisation is in one partition.</summary>
/// <param name="greylist">Decides about an attempt if the known clients cannot: with less knowledge, so that nobody passes because of a failure.</param>
internal sealed class KnownClientsRequests(IActorRef greylist) : IPartitionRequests
{
    /// <inheritdoc/>
    public bool Contains(object message) => message is JudgeAttempt or NotePass or NoteSent or ChangeKnown or LearnShare<KnownEntry>;

    /// <inheritdoc/>
    public bool IsQuery(object message) => message is ExplainKnown or SearchSegment<KnownQuery>;

    /// <inheritdoc/>
    public int PartitionOf(object message, int partitions) => message switch
    {
        ExplainKnown explain => Partitioning.Of(explain.Attempt.Organisation, partitions),
        JudgeAttempt judge => Partitioning.Of(judge.Attempt.Organisation, partitions),
        NotePass note => Partitioning.Of(note.Attempt.Organisation, partitions),
        NoteSent sent => Partitioning.Of(sent.Organisation, partitions),
        ChangeKnown change => Partitioning.Of(change.Key.Organisation, partitions),
        LearnShare<KnownEntry> share => share.Partition,
        _ => throw Unknown(message),
    };

    /// <inheritdoc/>
    public void Decline(object query, IActorRef replyTo) =>
        replyTo.Tell(query is ExplainKnown ? new KnownExplained(null) : PartitionAway.Instance);

    /// <inheritdoc/>
    public void Refuse(object request, IActorRef replyTo)
    {
        switch (request)
        {
            case JudgeAttempt judge:
                greylist.Tell(judge, replyTo);
                break;
            case NotePass note:
                replyTo.Tell(new PassNoted(note.Number));
                break;
            case NoteSent:
                break;
            case ChangeKnown change:
                replyTo.Tell(change.NotDone);
                break;
            case LearnShare<KnownEntry> share:
                replyTo.Tell(share.NotDone);
                break;
            default:
                throw Unknown(request);
        }
    }

    /// <inheritdoc/>
    public void TurnAway(object request, IActorRef replyTo) => Refuse(request, replyTo);

    /// <summary>The partition of a learnt entry.</summary>
    public static int PartitionOf(KnownEntry entry, int partitions) => Partitioning.Of(entry.Key.Organisation, partitions);

    private static ArgumentException Unknown(object request) => new($"{request.GetType()} is not a request of the known clients.", nameof(request));
}
