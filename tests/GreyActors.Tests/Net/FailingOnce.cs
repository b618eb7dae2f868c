using Akka.Actor;
using Akka.TestKit;

namespace GreyActors.Tests.Net;

/// <summary>Throws at the first message, on the sender's thread, and forwards all others to a probe.</summary>
internal sealed class FailingOnce(TestProbe inner) : MinimalActorRef
{
    private int _told;

    public TestProbe Inner => inner;

    public override ActorPath Path => ((IActorRef)inner).Path;

    public override IActorRefProvider Provider => ((IInternalActorRef)inner.Ref).Provider;

    protected override void TellInternal(object message, IActorRef sender)
    {
        ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _told) == 1, this);
        inner.Ref.Tell(message, sender);
    }
}
