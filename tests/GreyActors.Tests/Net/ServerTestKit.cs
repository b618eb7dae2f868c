using System.Net;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Capacity;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

/// <summary>A TcpServer on a free loopback port with an <see cref="EchoPolicy"/> for each client; the test is its parent.</summary>
public abstract class ServerTestKit : TestKit
{
    private readonly List<ConnectionShares> _shares = [];
    private long _sessions;

    protected ServerTestKit() => Controls = CreateTestProbe("controls");

    /// <summary>Receives the events around the sessions.</summary>
    protected TestProbe Controls { get; }

    internal IActorRef Listener(EndPoint? address = null, int maxConnections = 10, TimeSpan? inactivity = null,
        Predicate<IPAddress>? isTrustedProxy = null, Predicate<IPAddress>? isTrustedClient = null, int atOnce = 0, bool implicitTls = false,
        ConnectionShares? shares = null, string name = "listener", Func<IFramer>? framing = null, string words = "too many\r\n") => ChildActorOf(
        TcpServer.Props(new ListenerSettings(
            address ?? new IPEndPoint(IPAddress.Loopback, 0),
            shares ?? Shares(maxConnections),
            new ClientLimits(AtOnce: atOnce, PerMinute: 0, Ipv4Prefix: 24, Ipv6Prefix: 64),
            _ => false,
            new Patience(inactivity ?? TimeSpan.FromMinutes(1), Session: TimeSpan.FromHours(1), MinDataRate: 0),
            100,
            Encoding.ASCII.GetBytes(words),
            "shutting down\r\n"u8.ToArray(),
            () => ++_sessions)
        {
            IsTrustedProxy = isTrustedProxy,
            IsTrustedClient = isTrustedClient,
            ImplicitTls = implicitTls,
            Framing = framing,
        }),
        name);

    /// <summary>Shares for this many clients, and ten that are refused.</summary>
    internal ConnectionShares Shares(int clients, int refused = 10, Func<bool>? isMemoryScarce = null)
    {
        var shares = new ConnectionShares(
            new DescriptorShares(Own: 0, Reserve: 4, LookUps: 0, Http: 0, Arriving: 64, refused, clients, RelaysPerServer: 0, Relays: 0),
            isMemoryScarce ?? (() => false));
        _shares.Add(shares);
        return shares;
    }

    /// <inheritdoc/>
    protected override void AfterAll()
    {
        base.AfterAll();
        _shares.ForEach(shares => shares.Dispose());
    }

    internal EndPoint Serve(IActorRef listener, string greeting = "hello", TlsServerSettings? tls = null, bool implicitTls = false)
    {
        listener.Tell(new ServeWith((_, socket) => EchoPolicy.Props(socket, Controls, greeting, tls, implicitTls)));
        return ExpectMsg<ListenerEvent.Listening>().Address;
    }

    internal static IEnumerable<string> Children(IActorRef actor) =>
        ((ActorRefWithCell)actor).Underlying.ChildrenContainer.Children.Select(child => child.Path.Name).Order();

    /// <summary>Asserts that nothing is left of the clients: no actor, and nothing taken from the shares.</summary>
    internal void AwaitEmpty(IActorRef listener) => AwaitAssert(
        () =>
        {
            Assert.Empty(Children(listener));
            Assert.All(_shares, shares => Assert.Equal((0, 0, 0), (shares.Accepted.Taken, shares.Served.Taken, shares.Refused.Taken)));
        },
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMilliseconds(20));
}
