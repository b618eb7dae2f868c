using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Cluster.Forwarding;

/// <summary>Gets one answer of another machine, and gives it to the HTTP request that waits for it. It lets the other machine send as fast as the HTTP client reads.</summary>
/// <remarks>Stops when the answer is complete, when the HTTP client has gone, or when nothing arrives in time.</remarks>
internal sealed class AnswerReader : Component
{
    private const string Events = "text/event-stream";

    private readonly ICanTell _machine;
    private readonly Forward _forward;
    private readonly ForwardingTimes _times;
    private readonly Deadline _deadline;
    private readonly Queue<IntrospectionChunk> _arrived = new();
    private IActorRef _sender = ActorRefs.Nobody;
    private int _expected;
    private long _bytes;

    private AnswerReader(Nameplate nameplate, ICanTell machine, Forward forward, ForwardingTimes times)
        : base(nameplate)
    {
        (_machine, _forward, _times) = (machine, forward, times);
        _deadline = new Deadline(Context);
    }

    private ForwardedAnswer Answer => _forward.Answer;

    private long Number => _forward.Request.Number;

    private string MachineName => $"{_forward.Machine.Host}:{_forward.Machine.Port}";

    /// <summary>Props.</summary>
    public static Props Props(ICanTell machine, Forward forward, ForwardingTimes times) =>
        PropsOf(nameplate => new AnswerReader(nameplate, machine, forward, times));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Nameplate.About = $"{_forward.Request.Path} of {MachineName}";
        _machine.Tell(_forward.Request, Self);
        _deadline.Set(_times.First);
        Enter(AwaitingChunk);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _deadline.Clear();
        // Without effect if the answer is complete.
        Answer.Fail($"The rest of the answer of {MachineName} is missing.");
    }

    private void AwaitingChunk(object message)
    {
        switch (message)
        {
            case IntrospectionChunk chunk when chunk.Number == Number:
                Accept(chunk);
                break;

            case DeadlinePassed when _deadline.Is(message):
                Give($"The machine {MachineName} did not answer in time.");
                break;

            default:
                AwaitingAnything(message);
                break;
        }
    }

    // At most a window of chunks arrives meanwhile.
    private void AwaitingReader(object message)
    {
        switch (message)
        {
            case IntrospectionChunk chunk when chunk.Number == Number && _arrived.Count < IntrospectionChunk.Window:
                _arrived.Enqueue(chunk);
                break;

            case Written { IsReaderGone: true }:
                Cancel();
                break;

            case Written { WasLast: true }:
                Answer.End();
                Cancel();
                break;

            case Written:
                _sender.Tell(new IntrospectionTaken(Number));
                _deadline.Set(_times.Next);
                Enter(AwaitingChunk);
                if (_arrived.TryDequeue(out var next))
                    Accept(next);
                break;

            case Status.Failure:
                Cancel();
                break;

            case DeadlinePassed when _deadline.Is(message):
                Give("The client does not read.");
                break;

            default:
                AwaitingAnything(message);
                break;
        }
    }

    private void AwaitingAnything(object message)
    {
        switch (message)
        {
            case IntrospectionBroken broken when broken.Number == Number:
                Give($"{MachineName}: {broken.Why}");
                break;

            case StopForwarding:
                Cancel();
                break;

            case Terminated:
                Give($"The machine {MachineName} has left or is unreachable.");
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private void Accept(IntrospectionChunk chunk)
    {
        if (chunk.Index != _expected)
        {
            Give($"A part of the answer of {MachineName} was lost.");
            return;
        }

        if (_expected++ == 0)
        {
            _sender = Context.Watch(Sender);
            Answer.Begin(chunk.Status, chunk.ContentType);
        }

        _bytes += chunk.Content.Length;
        if (_bytes > _times.MostBytes && !chunk.ContentType.StartsWith(Events, StringComparison.Ordinal))
        {
            Give($"The answer of {MachineName} has more than {_times.MostBytes >> 20} MiB.");
            return;
        }

        _deadline.Set(_times.Next);
        var isLast = chunk.IsLast;
        Answer.Writer.WriteAsync(chunk.Content).AsTask().PipeTo(Self, success: result => new Written(result.IsCompleted, isLast));
        Enter(AwaitingReader);
    }

    private void Give(string why)
    {
        Answer.Fail(why);
        Cancel();
    }

    private void Cancel()
    {
        _sender.Tell(new IntrospectionCancelled(Number));
        Context.Stop(Self);
    }

    private sealed record Written(bool IsReaderGone, bool WasLast);
}
