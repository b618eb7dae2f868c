using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class MailRoutesTests
{
    private static readonly MailRoutes Routes = MailRoutes.Compile(
        Servers("one two"),
        [("example.org", Servers("three four")), ("xn--mnchen-3ya.example", Servers("five")), ("example.net", Servers("three four")), ("example.com", Servers("one two")), ("[192.0.2.1]", Servers("five"))]);

    [Theory]
    [InlineData("example.org", "three four")]
    [InlineData("EXAMPLE.Org", "three four")]
    [InlineData("sub.example.org", "one two")]
    [InlineData("org", "one two")]
    [InlineData("münchen.example", "five")]
    [InlineData("XN--MNCHEN-3YA.example", "five")]
    [InlineData("[192.0.2.1]", "five")]
    [InlineData("elsewhere.example", "one two")]
    [InlineData("", "one two")]
    public void A_domain_has_its_servers_and_all_others_share_the_default_servers(string domain, string servers) =>
        Assert.Equal(Servers(servers).ToArray(), Routes.For(domain).Servers.ToArray());

    [Fact]
    public void Domains_with_the_same_servers_share_a_route()
    {
        Assert.Same(Routes.For("example.org"), Routes.For("example.net"));
        Assert.Same(Routes.For("münchen.example"), Routes.For("[192.0.2.1]"));
        Assert.Same(Routes.For("example.com"), Routes.For("elsewhere.example"));
        Assert.Equal(3, Routes.All.Length);
        Assert.Equal([0, 1, 2], Routes.All.Select(route => route.Number));
    }

    [Fact]
    public void The_same_servers_in_another_order_are_another_route() => Assert.Equal(
        2, MailRoutes.Compile(Servers("one two"), [("example.org", Servers("two one"))]).All.Length);

    [Fact]
    public void Every_server_is_listed_once_in_the_order_of_the_configuration() =>
        Assert.Equal(["one", "two", "three", "four", "five"], Routes.Servers.Select(HostAndPort.HostOf));

    [Theory]
    [InlineData("", null)]
    [InlineData("a@example.org=Refused b@example.org=Failed c@example.org=Deferred d@example.org=Separate", null)]
    [InlineData("a@example.org=Accepted", "three")]
    [InlineData("a@example.org=Refused b@elsewhere.example=Accepted c@example.org=Separate", "one")]
    public void The_first_accepted_recipient_determines_the_route_of_the_mail_transaction(string recipients, string? server) =>
        Assert.Equal(server, Routes.Binding(Transaction(recipients)) is { } route ? HostAndPort.HostOf(route.Servers[0]) : null);

    private static MailTransaction Transaction(string recipients) => new(
        new MailPath("ann", "example.org"),
        EsmtpParameters.None,
        false,
        false,
        [.. recipients.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('@', '=')).Select(one => new Recipient(
            new MailPath(one[0], one[1]), EsmtpParameters.None, Enum.Parse<RecipientStatus>(one[2]), ""))]);

    private static ImmutableArray<EndPoint> Servers(string hosts) => [.. hosts.Split(' ').Select(host => new DnsEndPoint(host, 25))];
}
