using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Access;
using GreyActors.Delivery;
using GreyActors.Tests.Doors.Smtp;
using Xunit;

namespace GreyActors.Tests.Delivery;

/// <summary>Backends that are configured by name, with a resolver that says what the test wants.</summary>
public sealed class BackendNamesTests : TestKit
{
    private const string Name = "mail.example.org";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly IPAddress Two = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Three = IPAddress.Parse("127.0.0.3");

    private readonly ConcurrentQueue<string> _lookedUp = new();
    private readonly int _port = FreePort();
    private volatile Func<Task<IPAddress[]>> _answer = () => Task.FromResult<IPAddress[]>([Two, Three]);
    private RelayBoard _board = null!;

    [Fact]
    public void All_addresses_of_a_name_are_tried_in_their_order()
    {
        using var two = Server(Two);
        using var three = Server(Three);

        Start();

        AwaitTargets(Two, Three);
        Assert.Contains(Name, _lookedUp);
        Assert.Equal(0, three.Asked);
        Assert.All(Targets(), target => Assert.Equal(new DnsEndPoint(Name, _port), target.Server));
    }

    [Fact]
    public void An_address_that_does_not_answer_is_tried_last_until_it_answers_again()
    {
        using var three = Server(Three);
        Start();
        AwaitTargets(Three, Two);

        using var two = Server(Two);

        AwaitTargets(Two, Three);
    }

    [Fact]
    public void A_name_that_stands_for_another_address_now_is_reached_there_without_a_restart()
    {
        using var two = Server(Two);
        using var three = Server(Three);
        _answer = () => Task.FromResult<IPAddress[]>([Two]);
        Start();
        AwaitTargets(Two);

        _answer = () => Task.FromResult<IPAddress[]>([Three]);

        AwaitTargets(Three);
        AwaitAssert(() => Assert.NotEqual(0, three.Asked), Patience);
    }

    [Fact]
    public void Addresses_that_come_in_another_order_keep_theirs()
    {
        using var two = Server(Two);
        using var three = Server(Three);
        Start();
        AwaitTargets(Two, Three);

        _answer = () => Task.FromResult<IPAddress[]>([Three, Two]);

        AwaitAnotherRound();
        Assert.Equal([Two, Three], Targets().Select(target => ((IPEndPoint)target.Address).Address));
    }

    [Fact]
    public void While_names_cannot_be_looked_up_the_last_addresses_are_good()
    {
        using var two = Server(Two);
        Start();
        AwaitTargets(Two, Three);

        _answer = () => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain));

        AwaitAnotherRound();
        Assert.Equal([Two, Three], Targets().Select(target => ((IPEndPoint)target.Address).Address));
    }

    [Fact]
    public void A_name_that_was_never_known_is_not_tried_and_the_service_starts_all_the_same()
    {
        _answer = () => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));

        EventFilter.Warning(contains: "its name cannot be looked up").ExpectOne(Patience, Start);

        Assert.Empty(Targets());
        using var two = Server(Two);
        _answer = () => Task.FromResult<IPAddress[]>([Two]);
        AwaitTargets(Two);
    }

    [Fact]
    public void A_resolver_that_hangs_holds_up_no_probe_and_is_not_asked_again()
    {
        using var two = Server(Two);
        Start();
        AwaitTargets(Two, Three);
        var hanging = new TaskCompletionSource<IPAddress[]>();
        _answer = () => hanging.Task;
        AwaitAnotherLookUp();
        var (asked, lookedUp) = (two.Asked, _lookedUp.Count);

        AwaitCondition(() => two.Asked >= asked + 2, Patience);

        Assert.Equal(lookedUp, _lookedUp.Count);
        hanging.SetResult([Two]);
    }

    // The parent gets a report when the first round is over.
    private void Start()
    {
        var settings = TestSettings.Plain with
        {
            Relay = TestSettings.Plain.Relay with { To = [new DnsEndPoint(Name, _port)], ProbeInterval = TimeSpan.FromMilliseconds(100) },
        };
        _board = RelayBoard.Of(settings, AccessPolicy.Compile(settings.Access));
        ChildActorOf(
            Backends.Props(new BackendsDependencies(settings.Relay, "mx.example.org", _board, TimeProvider.System)
            {
                LookUp = name =>
                {
                    _lookedUp.Enqueue(name);
                    return _answer();
                },
            }),
            "backends");
        ExpectMsg<OfferInFront>(Patience);
    }

    private FakeMailServer Server(IPAddress address) => new(new IPEndPoint(address, _port), []);

    private ImmutableArray<RelayTarget> Targets() => _board.TargetsOf(_board.Routes.For("example.org"));

    private void AwaitTargets(params IPAddress[] addresses) =>
        AwaitAssert(() => Assert.Equal(addresses.Select(EndPoint (address) => new IPEndPoint(address, _port)), Targets().Select(target => target.Address)), Patience);

    // What a look-up brought is used before the next one but one.
    private void AwaitAnotherRound()
    {
        var before = _lookedUp.Count;
        AwaitCondition(() => _lookedUp.Count >= before + 3, Patience);
    }

    private void AwaitAnotherLookUp()
    {
        var before = _lookedUp.Count;
        AwaitCondition(() => _lookedUp.Count > before, Patience);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
