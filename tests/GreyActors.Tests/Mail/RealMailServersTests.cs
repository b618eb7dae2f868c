using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Smtp;
using GreyActors.Mail;
using Xunit;

namespace GreyActors.Tests.Mail;

public sealed class RealMailServersTests : TestKit
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void What_the_real_mail_server_offers_is_learnt_as_far_as_we_carry_it()
    {
        using var server = new FakeMailServer("8BITMIME", "SIZE 5000", "CHUNKING", "AUTH PLAIN", "DSN");

        Ask(server.Address);

        Assert.Equal(new SmtpCapabilities(
            SmtpExtensions.Pipelining | SmtpExtensions.EightBitMime | SmtpExtensions.Size | SmtpExtensions.Dsn, 5000), Told());
    }

    [Fact]
    public void A_change_is_told_and_nothing_else_is()
    {
        using var server = new FakeMailServer("8BITMIME");
        Ask(server.Address);
        Assert.Equal(With(SmtpExtensions.EightBitMime), Told());

        AwaitAnotherRound(server);
        Assert.False(HasMessages);

        server.Extensions = ["8BITMIME", "SMTPUTF8"];
        Assert.Equal(With(SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8), Told());
    }

    [Fact]
    public void A_server_that_is_away_keeps_what_was_last_known_of_it()
    {
        using var server = new FakeMailServer("8BITMIME");
        Ask(server.Address);
        Told();

        EventFilter.Warning(contains: "554 closed").Expect(2, () => server.IsClosed = true);

        Assert.False(HasMessages);
        server.IsClosed = false;
        AwaitAnotherRound(server);
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_server_that_was_never_there_is_presumed_to_offer_everything_and_no_reason_to_wait()
    {
        var gone = new FakeMailServer();
        var address = gone.Address;
        gone.Dispose();

        Ask(address);

        Assert.Equal(SmtpCapabilities.All, Told());
    }

    [Fact]
    public void A_server_that_comes_later_is_learnt_then()
    {
        using var server = new FakeMailServer("DSN") { IsClosed = true };
        Ask(server.Address);
        Assert.Equal(SmtpCapabilities.All, Told());

        server.IsClosed = false;

        Assert.Equal(With(SmtpExtensions.Dsn), Told());
    }

    [Fact]
    public void Of_two_servers_only_what_both_offer_is_offered()
    {
        using var one = new FakeMailServer("8BITMIME", "DSN", "SIZE 5000");
        using var other = new FakeMailServer("8BITMIME", "SMTPUTF8", "SIZE 3000");

        Ask(one.Address, other.Address);

        Assert.Equal(new SmtpCapabilities(SmtpExtensions.Pipelining | SmtpExtensions.EightBitMime | SmtpExtensions.Size, 3000), Told());
    }

    [Fact]
    public void Probes_end()
    {
        using var server = new FakeMailServer();
        var servers = Ask(server.Address, interval: TimeSpan.FromMinutes(1));
        Told();

        AwaitAssert(() => Assert.Empty(GreyActors.Tests.Net.ServerTestKit.Children(servers)));
    }

    private static SmtpCapabilities With(SmtpExtensions extensions) => new(SmtpExtensions.Pipelining | extensions, 0);

    private IActorRef Ask(params DnsEndPoint[] to) => Ask(to, Interval);

    private IActorRef Ask(DnsEndPoint to, TimeSpan interval) => Ask([to], interval);

    private IActorRef Ask(DnsEndPoint[] to, TimeSpan interval)
    {
        var settings = TestSettings.Plain.Relay with { To = [.. to], ProbeInterval = interval };
        return ChildActorOf(RealMailServers.Props(settings, "mail.example.org"), "real-mail-servers");
    }

    private SmtpCapabilities Told() => ExpectMsg<OfferInFront>().Capabilities;

    // Two more questions: the first may have been on its way, and what it taught is told before the second.
    private void AwaitAnotherRound(FakeMailServer server)
    {
        var asked = server.Asked;
        AwaitCondition(() => server.Asked >= asked + 2);
    }
}
