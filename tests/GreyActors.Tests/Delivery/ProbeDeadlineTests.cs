using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Tests.Doors.Smtp;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Delivery;

/// <summary>A probe of a backend that accepts the connection and says nothing.</summary>
public sealed class ProbeDeadlineTests() : TestKit("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Mail_that_is_relayed_meanwhile_neither_prolongs_nor_ends_a_probe()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = (IPEndPoint)silent.LocalEndpoint;
        var server = new DnsEndPoint("127.0.0.1", address.Port);
        // The header in front of the session shows us that the probe has noticed its connection.
        var settings = TestSettings.Plain with
        {
            Relay = TestSettings.Plain.Relay with { To = [server], ClientAddress = ClientAddressMode.ProxyV1 },
        };
        var parts = new BackendsDependencies(
            settings.Relay, "mail.example.org", RelayBoard.Of(settings, AccessPolicy.Compile(settings.Access)), TimeProvider.System);
        var probed = ChildActorOf(Backend.Props(server, parts, ServerReport.Unasked(server, TimeProvider.System)));
        using var peer = new Peer(silent.AcceptSocket());
        Assert.StartsWith("PROXY", peer.ReadLine(), StringComparison.Ordinal);

        for (var second = 0; second < 4; second++)
        {
            Tell(probed, new RelayWorked(new RelayTarget(server, address)));
            Tell(probed, new RelayFailed(new RelayTarget(server, address), "gone", TimeSpan.Zero));
            Advance(TimeSpan.FromSeconds(1));
        }

        Tell(probed, new RelayWorked(new RelayTarget(server, address)));
        Advance(TimeSpan.FromSeconds(1) - Instant);
        Assert.DoesNotContain(Reports(probed), report => report.LastProbe is not null);
        Advance(Instant);
        Assert.Contains(Reports(probed), report => report.LastProbe is not null && report.Health.Why == "no answer in time");
    }

    private void Advance(TimeSpan time) => ((TestScheduler)Sys.Scheduler).Advance(time);

    private void Tell(IActorRef actor, object message)
    {
        actor.Tell(message);
        Settle(actor);
    }

    private void Settle(IActorRef actor)
    {
        var probe = CreateTestProbe();
        actor.Tell(new Identify(null), probe);
        probe.ExpectMsg<ActorIdentity>();
    }

    private List<ServerReport> Reports(IActorRef actor)
    {
        Settle(actor);
        var reports = new List<ServerReport>();
        while (HasMessages)
            reports.Add(ExpectMsg<ServerReport>());
        return reports;
    }
}
