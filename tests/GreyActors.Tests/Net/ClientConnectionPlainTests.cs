using Akka.Actor;

namespace GreyActors.Tests.Net;

public sealed class ClientConnectionPlainTests : ClientConnectionTests
{
    private protected override Peer Connect(IActorRef listener) => Peer.Connect(Serve(listener));
}
