using System.Diagnostics;
using System.Globalization;
using System.Net;
using GreyActors.Core.Access;
using Xunit;

namespace GreyActors.Core.Tests.Access;

public sealed class WhitelistTests
{
    private static readonly AccessRules Rules = new(
        [new AccessEntry("192.0.2.1", "site.conf", 1)], [new AccessEntry("192.0.2.128/25", "site.conf", 2)], ["example.com"],
        [new AccessEntry("198.51.100.1 <ann@example.org> <bob@example.com>", "site.conf", 3)],
        [new AccessEntry("mail.example.org 198.51.100. <bob@example.com>", "site.conf", 4)])
    {
        WhitelistedClients = [new AccessEntry("198.51.100.0/24", "lists/clients", 5)],
        WhitelistedSenders = [new AccessEntry("/^news@/", "lists/senders", 6)],
        WhitelistedRecipients = [new AccessEntry("urgent@example.com", "lists/recipients", 7)],
    };

    private static readonly AccessPolicy Policy = AccessPolicy.Compile(Rules);

    [Theory]
    [InlineData("192.0.2.1", "x.example", "", "bob@elsewhere.example", AccessReason.AllowedClient, "allowed-senders: 192.0.2.1, site.conf:1")]
    [InlineData("192.0.2.200", "x.example", "", "bob@elsewhere.example", AccessReason.AllowedClient, "allowed-sender-nets: 192.0.2.128/25, site.conf:2")]
    [InlineData("198.51.100.1", "x.example", "ann@example.org", "bob@example.com", AccessReason.Whitelisted, "whitelisted-triples: 198.51.100.1 <ann@example.org> <bob@example.com>, site.conf:3")]
    [InlineData("198.51.100.2", "mail.example.org", "ann@example.org", "bob@example.com", AccessReason.Whitelisted, "whitelisted-nonstandard-triples: mail.example.org 198.51.100. <bob@example.com>, site.conf:4")]
    [InlineData("198.51.100.2", "x.example", "news@example.org", "urgent@example.com", AccessReason.Whitelisted, "whitelisted-clients: 198.51.100.0/24, lists/clients:5")]
    [InlineData("203.0.113.1", "x.example", "news@example.org", "urgent@example.com", AccessReason.Whitelisted, "whitelisted-senders: /^news@/, lists/senders:6")]
    [InlineData("203.0.113.1", "x.example", "", "urgent+x@example.com", AccessReason.Whitelisted, "whitelisted-recipients: urgent@example.com, lists/recipients:7")]
    [InlineData("203.0.113.1", "x.example", "news@example.org", "bob@elsewhere.example", AccessReason.DomainNotServed, null)]
    [InlineData("203.0.113.1", "x.example", "ann@example.org", "bob@example.com", AccessReason.AskGreylist, null)]
    [InlineData("203.0.113.1", "x.example", "ann@example.org", "abuse@example.com", AccessReason.AlwaysAccepted, null)]
    public void The_entry_that_decided_is_reported(string client, string helo, string from, string to, AccessReason reason, string? match)
    {
        var at = to.IndexOf('@', StringComparison.Ordinal);
        var ruling = AccessCheck.Decide(Policy, IPAddress.Parse(client), helo, from, to[..at], to[(at + 1)..]);
        Assert.Equal((reason, match), (ruling.Reason, ruling.Match?.ToString()));
    }

    [Fact]
    public void Only_a_whitelisted_triple_counts_for_the_whole_mail()
    {
        Assert.True(Decide("198.51.100.1", "ann@example.org", "bob").IsForWholeMail);
        Assert.False(Decide("198.51.100.2", "ann@example.org", "bob").IsForWholeMail);
        Assert.False(Decide("203.0.113.1", "ann@example.org", "urgent").IsForWholeMail);
        Assert.False(Decide("192.0.2.1", "ann@example.org", "bob").IsForWholeMail);
    }

    [Fact]
    public void Expressions_that_time_out_are_reported_with_their_list()
    {
        AccessEntry evil = new("/^(a+)+\\1b@/", "lists/slow", 1);
        var policy = AccessPolicy.Compile(Rules with { WhitelistedSenders = [evil], WhitelistedRecipients = [evil] });
        var victim = new string('a', 64);
        var ruling = AccessCheck.Decide(policy, IPAddress.Parse("203.0.113.1"), "x.example", $"{victim}@example.org", victim, "example.com");
        Assert.Equal(AccessReason.AskGreylist, ruling.Reason);
        Assert.Equal([AccessList.WhitelistedSenders, AccessList.WhitelistedRecipients], ruling.TimedOut.Select(slow => slow.List));
    }

    // A hundred thousand entries of each kind: were they walked through, a thousand recipients would take minutes.
    [Fact]
    public void A_recipient_is_ruled_about_as_quickly_with_long_lists()
    {
        var numbers = Enumerable.Range(0, 100_000).ToArray();
        var policy = AccessPolicy.Compile(Rules with
        {
            AllowedSenderNets = [.. numbers.Select(i => new AccessEntry($"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}"))],
            WhitelistedClients = [.. numbers.Select(i => new AccessEntry(string.Create(CultureInfo.InvariantCulture, $"2001:db8:{i & 0xFFFF:x}:{i >> 16:x}::/64")))],
            WhitelistedSenders = [.. numbers.Select(i => new AccessEntry($"u{i}@d{i}.example"))],
            WhitelistedRecipients = [.. numbers.Select(i => new AccessEntry(i % 2 == 0 ? $"d{i}.example" : $".d{i}.example"))],
        });
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 1000; i++)
            Assert.Equal(AccessReason.AskGreylist, AccessCheck.Decide(policy, IPAddress.Parse("203.0.113.1"), "x.example", "a@b.c.d.example", "bob", "example.com").Reason);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(2), $"{Stopwatch.GetElapsedTime(began)} for a thousand");
        Assert.Equal("u99999@d99999.example", policy.FindWhitelistedPath("u99999@d99999.example", "bob@example.com").Match?.Entry.Text);
        Assert.Equal("2001:db8:869f:1::/64", policy.FindWhitelistedClient(IPAddress.Parse("2001:db8:869f:1::9"), "", "", "bob@example.com")?.Entry.Text);
    }

    private static AccessRuling Decide(string client, string from, string localPart) =>
        AccessCheck.Decide(Policy, IPAddress.Parse(client), "x.example", from, localPart, "example.com");
}
