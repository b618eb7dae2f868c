using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using GreyActors.Net;
using GreyActors.Observability;
using GreyActors.Tests.Delivery;
using GreyActors.Tests.Doors.Smtp;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed partial class GreylistServerTests : TestKit
{
    private readonly FakeMailServer _backend = new("8BITMIME");
    private readonly TestProbe _greylist;
    private readonly TestProbe _clients;
    private readonly TestProbe _traps;
    private readonly TestProbe _mailLog;
    private readonly TestProbe _listening;
    private readonly ConcurrentQueue<int> _givenUp = new();

    public GreylistServerTests()
    {
        _greylist = CreateTestProbe("greylist");
        _clients = CreateTestProbe("clients");
        _traps = CreateTestProbe("traps");
        _mailLog = CreateTestProbe("mail-log");
        _listening = CreateTestProbe("listening");
        Sys.EventStream.Subscribe(_listening, typeof(Info));
    }

    [Fact]
    public void The_server_starts_its_parts_under_their_names()
    {
        var server = Start(Plain());

        AwaitAssert(() => Assert.Equal(["backends", "clients", "greylist", "listener-0", "mail-log", "recipient-verifier", "reputation", "traps"], ServerTestKit.Children(server)));
    }

    [Fact]
    public void The_server_listens_after_the_first_probe_and_offers_the_backends_extensions()
    {
        Start(Plain());

        using var client = Peer.Connect(Listening());

        Assert.Equal(1, _backend.Asked);
        Assert.Equal("220 mail.example.org ESMTP GreyActors", client.ReadLine());
        client.Say("EHLO client.example.net\r\n");
        Assert.Equal("250-mail.example.org Hello [127.0.0.1]", client.ReadLine());
        Assert.Equal("250-PIPELINING", client.ReadLine());
        Assert.Equal("250 8BITMIME", client.ReadLine());
    }

    [Fact]
    public void In_a_cluster_the_server_listens_when_its_machine_has_joined()
    {
        Action? joined = null;
        Start(Plain(), whenJoined: callback => joined = callback);
        _listening.FishForMessage(message => $"{message}".Contains("offers", StringComparison.Ordinal));
        _listening.ExpectNoMsg(TimeSpan.FromMilliseconds(300));

        joined!();

        using var client = Peer.Connect(Listening());
        Assert.StartsWith("220 ", client.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_that_passes_is_delivered_and_logged()
    {
        Start(Plain());
        using var client = Peer.Connect(Listening());

        OpenMail(client);
        client.Say("DATA\r\n");
        Assert.Equal("354 go", client.ReadLine());
        client.Say("mail data\r\n.\r\nQUIT\r\n");

        Assert.Equal("250 taken", client.ReadLine());
        Assert.Equal("221 2.0.0 mail.example.org closing connection", client.ReadLine());
        Assert.Equal(MailStatus.Accepted, _mailLog.ExpectMsg<MailLogged>().Status);
    }

    [Fact]
    public void A_single_address_that_cannot_be_opened_ends_the_program()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Start(Plain() with { Listen = [new ListenSettings((IPEndPoint)taken.LocalEndpoint)] });

        AwaitAssert(() => Assert.Equal([ExitCode.Unavailable], _givenUp));
    }

    [Theory]
    [InlineData("greylist")]
    [InlineData("mail-log")]
    [InlineData("backends")]
    [InlineData("listener-0")]
    public void A_part_that_fails_ends_the_program_and_the_others_shut_down_cleanly(string part)
    {
        var server = Start(Plain());
        Listening();

        Sys.Stop(Part(server, part));
        AwaitAssert(() => Assert.Equal([ExitCode.Software], _givenUp));

        Watch(server);
        server.Tell(Control.Drain.Instance);
        ExpectTerminated(server);
    }

    [Fact]
    public void A_reload_with_a_higher_connection_limit_admits_more_clients_on_all_listeners()
    {
        var settings = Plain() with { Limits = Plain().Limits with { MaxConnections = 1 } };
        settings = settings with { Listen = [.. settings.Listen, new ListenSettings(new IPEndPoint(IPAddress.Loopback, 0))] };
        var server = Start(settings);
        var (one, other) = (Listening(), Listening());
        using var first = Peer.Connect(one);
        Assert.StartsWith("220 ", first.ReadLine(), StringComparison.Ordinal);
        using (var refused = Peer.Connect(other))
            Assert.StartsWith("421 ", refused.ReadLine(), StringComparison.Ordinal);

        server.Tell(new ServeConfiguration(TestSettings.Running(settings with { Limits = settings.Limits with { MaxConnections = 2 } })), TestActor);
        Assert.True(ExpectMsg<ConfigurationServed>().IsActive);

        using var second = Peer.Connect(other);
        Assert.StartsWith("220 ", second.ReadLine(), StringComparison.Ordinal);
        using var third = Peer.Connect(one);
        Assert.StartsWith("421 ", third.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_cannot_be_opened_is_reported_and_the_others_are_served()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var server = Start(Plain() with { Listen = [new ListenSettings((IPEndPoint)taken.LocalEndpoint), new ListenSettings(new IPEndPoint(IPAddress.Loopback, 0))] });
        using var client = Peer.Connect(Listening());
        Assert.Equal("220 mail.example.org ESMTP GreyActors", client.ReadLine());

        AwaitAssert(() =>
        {
            server.Tell(GetReadiness.Instance, TestActor);
            var checks = ExpectMsg<Readiness>().Checks;
            Assert.Equal(new ReadinessCheck("listeners", true, "1 of 2 addresses open"), checks[0]);
            Assert.False(checks[1].Ok);
            Assert.StartsWith($"{taken.LocalEndpoint}: ", checks[1].Why, StringComparison.Ordinal);
        });
        Assert.Empty(_givenUp);
    }

    [Fact]
    public void A_drain_lets_open_transactions_finish_and_writes_the_mail_log()
    {
        var server = Watch(Start(Plain()));
        using var client = Peer.Connect(Listening());
        OpenMail(client);

        server.Tell(Control.Drain.Instance);
        client.Say("DATA\r\n");
        Assert.Equal("354 go", client.ReadLine());
        client.Say("mail data\r\n.\r\n");

        Assert.Equal("250 taken\r\n421 4.3.2 Service shutting down, closing connection\r\n", client.ReadToEnd());
        client.Dispose();
        Assert.Equal(MailStatus.Accepted, _mailLog.ExpectMsg<MailLogged>().Status);
        _mailLog.ExpectMsg(StandIn.Ended);
        ExpectTerminated(server);
    }

    [Fact]
    public void A_drain_before_the_server_listens_ends_it_at_once()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = new DnsEndPoint("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port);
        var server = Watch(Start(Plain() with { Relay = TestSettings.Plain.Relay with { To = [address] } }));

        server.Tell(Control.Drain.Instance);

        ExpectTerminated(server, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_drain_waits_for_every_listener_although_new_clients_are_turned_away_at_another()
    {
        var server = Watch(Start(Plain() with { Listen = [new ListenSettings(new IPEndPoint(IPAddress.Loopback, 0)), new ListenSettings(new IPEndPoint(IPAddress.Loopback, 0))] }));
        var (one, other) = (Listening(), Listening());
        using var client = Peer.Connect(one);
        OpenMail(client);
        server.Tell(Control.Drain.Instance);

        for (var visit = 0; visit < 3; visit++)
        {
            using var newcomer = Peer.Connect(other);
            var words = newcomer.ReadLine();
            while (words!.StartsWith("220", StringComparison.Ordinal))
                words = newcomer.ReadLine();
            Assert.Equal("421 4.3.2 Service shutting down, closing connection", words);
        }

        client.Say("RSET\r\n");
        Assert.Equal("250 2.0.0 OK\r\n421 4.3.2 Service shutting down, closing connection\r\n", client.ReadToEnd());
        client.Dispose();
        ExpectTerminated(server);
    }

    [Fact]
    public void A_drain_ends_at_its_time_limit()
    {
        var server = Watch(Start(Plain() with { ShutdownTimeout = TimeSpan.FromMilliseconds(200) }));
        using var client = Peer.Connect(Listening());
        OpenMail(client);

        server.Tell(Control.Drain.Instance);

        Assert.Equal("421 4.3.2 Service shutting down, closing connection\r\n", client.ReadToEnd());
        client.Dispose();
        Assert.Equal(MailStatus.Aborted, _mailLog.ExpectMsg<MailLogged>().Status);
        _mailLog.ExpectMsg(StandIn.Ended);
        ExpectTerminated(server);
    }

    [Fact]
    public void A_new_configuration_applies_to_the_next_mail_of_connected_clients_and_to_new_clients()
    {
        var settings = Plain();
        var server = Start(settings);
        var address = Listening();
        using var client = Peer.Connect(address);
        OpenMail(client);

        server.Tell(new ServeConfiguration(TestSettings.Running(settings with
        {
            ServerName = "other.example.org",
            Access = settings.Access with { AllowedDomains = [] },
        })));

        Assert.True(ExpectMsg<ConfigurationServed>().IsActive);
        client.Say("DATA\r\n");
        Assert.Equal("354 go", client.ReadLine());
        client.Say("mail data\r\n.\r\n");
        Assert.Equal("250 taken", client.ReadLine());
        client.Say("MAIL FROM:<a@example.net>\r\n");
        Assert.Equal("250 2.1.0 OK", client.ReadLine());
        client.Say("RCPT TO:<b@example.org>\r\n");
        Assert.StartsWith("550 5.7.1 ", client.ReadLine(), StringComparison.Ordinal);
        client.Say("QUIT\r\n");
        Assert.Equal("221 2.0.0 mail.example.org closing connection", client.ReadLine());
        using var newcomer = Peer.Connect(address);
        Assert.Equal("220 other.example.org ESMTP GreyActors", newcomer.ReadLine());
    }

    [Fact]
    public void A_configuration_that_arrives_during_a_shutdown_is_not_applied()
    {
        var server = Start(Plain());
        using var client = Peer.Connect(Listening());
        OpenMail(client);
        server.Tell(Control.Drain.Instance);

        server.Tell(new ServeConfiguration(TestSettings.Running(Plain())));

        Assert.False(ExpectMsg<ConfigurationServed>().IsActive);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _backend.Dispose();
    }

    private GreyActorsSettings Plain() => TestSettings.Plain with { Relay = TestSettings.Plain.Relay with { To = [_backend.Address] } };

    private IActorRef Start(GreyActorsSettings settings, Action<Action>? whenJoined = null) => Sys.ActorOf(
        GreylistServer.Props(new GreylistServerDependencies(
            TestSettings.Active(settings),
            StandIn.Props(_greylist),
            _ => StandIn.Props(_clients),
            _ => StandIn.Props(_traps),
            StandIn.Props(_mailLog),
            TimeProvider.System,
            _givenUp.Enqueue)
        {
            WhenJoined = whenJoined,
        }),
        "greylist-server");

    private static IActorRef Part(IActorRef server, string name) =>
        ((ActorRefWithCell)server).Underlying.ChildrenContainer.Children.Single(child => child.Path.Name == name);

    // Only the log contains the address.
    private IPEndPoint Listening()
    {
        var line = (Info)_listening.FishForMessage(message => $"{message}".Contains("Listening on", StringComparison.Ordinal));
        return IPEndPoint.Parse(AddressInLog().Match($"{line.Message}").Value);
    }

    private void OpenMail(Peer client)
    {
        Assert.StartsWith("220 ", client.ReadLine(), StringComparison.Ordinal);
        client.Say("HELO client.example.net\r\n");
        Assert.StartsWith("250 ", client.ReadLine(), StringComparison.Ordinal);
        client.Say("MAIL FROM:<a@example.net>\r\n");
        Assert.Equal("250 2.1.0 OK", client.ReadLine());
        client.Say("RCPT TO:<b@example.org>\r\n");
        var attempt = _greylist.ExpectMsg<JudgeAttempt>();
        _greylist.Reply(new Judged(attempt.Number, new JudgeOutcome.Decided(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero))));
        Assert.Equal("250 ok", client.ReadLine());
    }

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex AddressInLog();
}
