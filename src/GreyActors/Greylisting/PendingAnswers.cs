using Akka.Actor;

namespace GreyActors.Greylisting;

/// <summary>The answers of a partition that wait for the journal, in the order of the decisions, and the requests that wait for a snapshot.</summary>
/// <param name="requests">Refuses requests when the partition has stopped.</param>
internal sealed class PendingAnswers(IPartitionRequests requests)
{
    private readonly Queue<Pending> _pending = new();
    private readonly Queue<Held> _held = new();

    /// <summary>The number of answers and requests that wait.</summary>
    public int Count => _pending.Count + _held.Count;

    /// <summary>Whether an answer waits for the journal.</summary>
    public bool AwaitsJournal => _pending.Count > 0;

    /// <summary>Adds an answer whose event is being written.</summary>
    /// <param name="replyTo">The actor that gets the answer.</param>
    /// <param name="answer">The answer when the event is durable; null if there is none.</param>
    /// <param name="request">The request that is refused if the partition stops before; null if there is none.</param>
    public void AddWrite(IActorRef replyTo, object? answer, object? request) => _pending.Enqueue(new Pending(replyTo, answer, request, IsWrite: true));

    /// <summary>Sends an answer without an event of its own, at once or after the answers that wait: it may rest on one of their events.</summary>
    /// <remarks>Not Akka's DeferAsync, which sends the journal an empty write for each answer.</remarks>
    public void AnswerAfterWrites(IActorRef replyTo, object answer, object request)
    {
        if (AwaitsJournal)
            _pending.Enqueue(new Pending(replyTo, answer, request, IsWrite: false));
        else
            replyTo.Tell(answer);
    }

    /// <summary>Keeps a request until the snapshot is taken.</summary>
    public void Hold(object request, IActorRef replyTo) => _held.Enqueue(new Held(request, replyTo));

    /// <summary>Takes the request that was kept first.</summary>
    public bool TryRelease(out object request, out IActorRef replyTo)
    {
        var isHeld = _held.TryDequeue(out var held);
        (request, replyTo) = (held.Request, held.ReplyTo);
        return isHeld;
    }

    /// <summary>Sends the answer whose event has become durable, and the answers up to the next event. The journal confirms events in their order.</summary>
    public void Confirm()
    {
        do
        {
            var confirmed = _pending.Dequeue();
            if (confirmed.Answer is { } answer)
                confirmed.ReplyTo.Tell(answer);
        }
        while (_pending.TryPeek(out var next) && !next.IsWrite);
    }

    /// <summary>Refuses everything because the partition has stopped.</summary>
    public void Fail()
    {
        foreach (var pending in _pending)
        {
            if (pending.Request is { } request)
                requests.Refuse(request, pending.ReplyTo);
        }

        foreach (var held in _held)
            requests.Refuse(held.Request, held.ReplyTo);
    }

    private readonly record struct Pending(IActorRef ReplyTo, object? Answer, object? Request, bool IsWrite);

    private readonly record struct Held(object Request, IActorRef ReplyTo);
}
