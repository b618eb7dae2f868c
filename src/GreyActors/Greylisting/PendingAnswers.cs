using Akka.Actor;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>The answers of a partition that wait for the journal, in the order of the decisions, and the attempts that wait for a snapshot.</summary>
internal sealed class PendingAnswers
{
    private readonly Queue<Pending> _pending = new();
    private readonly Queue<Held> _held = new();

    /// <summary>The number of answers and attempts that wait.</summary>
    public int Count => _pending.Count + _held.Count;

    /// <summary>Whether an answer waits for the journal.</summary>
    public bool AwaitsJournal => _pending.Count > 0;

    /// <summary>Adds an answer whose event is being written.</summary>
    /// <param name="replyTo">The actor that gets the answer.</param>
    /// <param name="answer">The answer when the event is durable.</param>
    /// <param name="otherwise">The answer if the partition stops before.</param>
    public void AddWrite(IActorRef replyTo, object answer, object otherwise) => _pending.Enqueue(new Pending(replyTo, answer, otherwise, IsWrite: true));

    /// <summary>Sends an answer without an event of its own, at once or after the answers that wait: it may rest on one of their events.</summary>
    /// <remarks>Not Akka's DeferAsync, which sends the journal an empty write for each answer.</remarks>
    public void AnswerAfterWrites(IActorRef replyTo, object answer, object otherwise)
    {
        if (AwaitsJournal)
            _pending.Enqueue(new Pending(replyTo, answer, otherwise, IsWrite: false));
        else
            replyTo.Tell(answer);
    }

    /// <summary>Keeps an attempt until the snapshot is taken.</summary>
    public void Hold(Attempt attempt, IActorRef replyTo) => _held.Enqueue(new Held(attempt, replyTo));

    /// <summary>Takes the attempt that was kept first.</summary>
    public bool TryRelease(out Attempt attempt, out IActorRef replyTo)
    {
        var isHeld = _held.TryDequeue(out var held);
        (attempt, replyTo) = (held.Attempt, held.ReplyTo);
        return isHeld;
    }

    /// <summary>Sends the answer whose event has become durable, and the answers up to the next event. The journal confirms events in their order.</summary>
    public void Confirm()
    {
        do
        {
            var confirmed = _pending.Dequeue();
            confirmed.ReplyTo.Tell(confirmed.Answer);
        }
        while (_pending.TryPeek(out var next) && !next.IsWrite);
    }

    /// <summary>Answers everything because the partition has stopped.</summary>
    public void Fail()
    {
        foreach (var pending in _pending)
            pending.ReplyTo.Tell(pending.Otherwise);
        foreach (var held in _held)
            held.ReplyTo.Tell(Judged.Unavailable(held.Attempt));
    }

    private readonly record struct Pending(IActorRef ReplyTo, object Answer, object Otherwise, bool IsWrite);

    private readonly record struct Held(Attempt Attempt, IActorRef ReplyTo);
}
