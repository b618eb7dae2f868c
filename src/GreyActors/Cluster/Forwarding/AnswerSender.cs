using System.Buffers;
using System.IO.Pipelines;
using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Cluster.Forwarding;

/// <summary>Lets the endpoint of this machine answer one request of another machine, and sends the answer in chunks, as fast as the other machine takes them.</summary>
/// <remarks>Stops when the answer is complete, when the other machine needs no more or is unreachable, or when it takes nothing for a while.</remarks>
internal sealed class AnswerSender : Component
{
    private readonly IActorRef _reader;
    private readonly IntrospectionRequest _request;
    private readonly ILocalEndpoint _endpoint;
    private readonly ForwardingTimes _times;
    private readonly Deadline _deadline;
    private ILocalAnswer? _answer;
    private int _next;
    private int _room = IntrospectionChunk.Window;

    private AnswerSender(Nameplate nameplate, IActorRef reader, IntrospectionRequest request, ILocalEndpoint endpoint, ForwardingTimes times)
        : base(nameplate)
    {
        (_reader, _request, _endpoint, _times) = (reader, request, endpoint, times);
        _deadline = new Deadline(Context);
    }

    /// <summary>Props.</summary>
    public static Props Props(IActorRef reader, IntrospectionRequest request, ILocalEndpoint endpoint, ForwardingTimes times) =>
        PropsOf(nameplate => new AnswerSender(nameplate, reader, request, endpoint, times));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Nameplate.About = $"{_request.Path} for {_reader.Path.Address.Host}:{_reader.Path.Address.Port}";
        Context.Watch(_reader);
        var answer = _endpoint.Answer(_request);
        _answer = answer;
        Read(answer);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _deadline.Clear();
        _answer?.Cancel();
    }

    private void Read(ILocalAnswer answer)
    {
        _deadline.Set(_times.Next);
        answer.Content.ReadAsync().AsTask().PipeTo(Self, success: result => new ContentRead(result));
        Enter(AwaitingContent(answer));
    }

    private UntypedReceive AwaitingContent(ILocalAnswer answer) => message =>
    {
        switch (message)
        {
            case ContentRead read:
                Send(answer, read.Content);
                break;

            case Status.Failure failure:
                End($"The endpoint failed: {failure.Cause.GetBaseException().Message}");
                break;

            case DeadlinePassed when _deadline.Is(message):
                End("The endpoint did not answer in time.");
                break;

            case IntrospectionTaken taken when taken.Number == _request.Number:
                _room++;
                break;

            default:
                AwaitingEnd(message);
                break;
        }
    };

    private UntypedReceive AwaitingRoom(ILocalAnswer answer) => message =>
    {
        switch (message)
        {
            case IntrospectionTaken taken when taken.Number == _request.Number:
                _room++;
                Read(answer);
                break;

            case DeadlinePassed when _deadline.Is(message):
                End("The other machine takes nothing.");
                break;

            default:
                AwaitingEnd(message);
                break;
        }
    };

    // An end right after the last chunk could overtake it.
    private void AwaitingEnd(object message)
    {
        switch (message)
        {
            case IntrospectionCancelled or Terminated:
            case DeadlinePassed when _deadline.Is(message):
                Context.Stop(Self);
                break;

            case IntrospectionTaken:
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    private void Send(ILocalAnswer answer, ReadResult read)
    {
        var content = _request.IsHead ? read.Buffer.Slice(0, 0) : read.Buffer.Slice(0, Math.Min(read.Buffer.Length, IntrospectionChunk.Most));
        var isLast = _request.IsHead || (read.IsCompleted && content.Length == read.Buffer.Length);
        _reader.Tell(new IntrospectionChunk(_request.Number, _next++, answer.Status, answer.ContentType, content.ToArray(), isLast));
        answer.Content.AdvanceTo(content.End);
        _room--;
        if (isLast)
            Enter(AwaitingEnd);
        else if (_room > 0)
            Read(answer);
        else
            Enter(AwaitingRoom(answer));
    }

    private void End(string why)
    {
        _reader.Tell(new IntrospectionBroken(_request.Number, why));
        Context.Stop(Self);
    }

    private sealed record ContentRead(ReadResult Content);
}
