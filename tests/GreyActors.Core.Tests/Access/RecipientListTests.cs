using System.Net;
using GreyActors.Core.Access;
using Xunit;

namespace GreyActors.Core.Tests.Access;

/// <summary>The recipients that exist, and the rule about them.</summary>
public sealed class RecipientListTests
{
    private const string Stranger = "203.0.113.1";
    private const string Exempt = "198.51.100.9";

    private static readonly AccessPolicy Policy = AccessPolicy.Compile(new AccessRules(["192.0.2.1"], [], ["example.com", "open.example"], [], [])
    {
        Recipients = ["bob@example.com", "@open.example"],
        WhitelistedClients = [Exempt],
        WhitelistedSenders = ["friend@example.org"],
        WhitelistedRecipients = ["urgent@example.com"],
        SpamTraps = ["trap@example.com"],
    });

    [Theory]
    [InlineData("bob@example.com", "bob", "example.com", true)]
    [InlineData("bob@example.com", "BOB", "Example.COM.", true)]
    [InlineData("Bob@EXAMPLE.com", "bob", "example.com", true)]
    [InlineData("bob@example.com", "bob+news", "example.com", true)]
    [InlineData("bob+news@example.com", "bob+news", "example.com", true)]
    [InlineData("bob+news@example.com", "bob", "example.com", false)]
    [InlineData("bob@example.com", "+bob", "example.com", false)]
    [InlineData("@example.com", "+", "example.com", true)]
    [InlineData("bob@example.com", "bobby", "example.com", false)]
    [InlineData("bob@example.com", "bob", "sub.example.com", false)]
    [InlineData("@example.com", "anybody", "EXAMPLE.com", true)]
    [InlineData("@example.com", "anybody", "sub.example.com", false)]
    [InlineData("bob@bücher.example", "bob", "xn--bcher-kva.example", true)]
    [InlineData("\"john smith\"@example.com", "John Smith", "example.com", true)]
    public void A_recipient_is_found_however_it_is_spelt(string entry, string local, string domain, bool found) =>
        Assert.Equal(found, RecipientList.Compile([entry]).Contains(local, domain));

    [Theory]
    [InlineData("bob")]
    [InlineData("bob@")]
    [InlineData("@")]
    [InlineData("")]
    public void An_invalid_recipient_is_refused_with_its_text(string entry) =>
        Assert.Contains($"\"{entry}\"", Assert.Throws<ArgumentException>(() => RecipientList.Compile([entry])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(Stranger, "carol", "example.com", AccessReason.UnknownRecipient)]
    [InlineData(Stranger, "urgent", "example.com", AccessReason.UnknownRecipient)]
    [InlineData(Exempt, "carol", "example.com", AccessReason.UnknownRecipient)]
    [InlineData(Exempt, "trap", "example.com", AccessReason.UnknownRecipient)]
    [InlineData(Exempt, "bob", "example.com", AccessReason.Whitelisted)]
    [InlineData("192.0.2.1", "carol", "example.com", AccessReason.AllowedClient)]
    [InlineData(Stranger, "trap", "example.com", AccessReason.Trapped)]
    [InlineData(Stranger, "carol", "elsewhere.example", AccessReason.DomainNotServed)]
    [InlineData(Stranger, "carol%x", "example.com", AccessReason.SenderRouted)]
    [InlineData(Stranger, "Postmaster", "example.com", AccessReason.AlwaysAccepted)]
    [InlineData(Stranger, "abuse", "example.com", AccessReason.AlwaysAccepted)]
    [InlineData(Stranger, "postmaster", "", AccessReason.AlwaysAccepted)]
    [InlineData(Stranger, "bob+news", "example.com", AccessReason.AskGreylist)]
    [InlineData(Stranger, "anybody", "open.example", AccessReason.AskGreylist)]
    public void An_unknown_recipient_is_refused_after_traps_and_before_the_lists_of_senders_and_recipients(string client, string local, string domain, AccessReason expected)
    {
        Assert.Equal(expected, Decide(client, local, domain).Reason);
        if (expected == AccessReason.UnknownRecipient)
            Assert.Equal(expected, Decide(client, local, domain, "friend@example.org").Reason);
    }

    [Fact]
    public void A_trapped_client_is_deferred_also_for_an_unknown_recipient() =>
        Assert.Equal(AccessReason.Trapped, Decide(Stranger, "carol", "example.com", trapped: true).Reason);

    [Theory]
    [InlineData(Stranger, "carol", AccessReason.AskGreylist, AccessReason.UnknownRecipient)]
    [InlineData(Exempt, "carol", AccessReason.Whitelisted, AccessReason.UnknownRecipient)]
    [InlineData(Stranger, "carol%x", AccessReason.AskGreylist, AccessReason.SenderRouted)]
    [InlineData(Stranger, "bob", AccessReason.AskGreylist, null)]
    public void The_policy_door_skips_the_rule_and_says_so(string client, string local, AccessReason expected, AccessReason? skipped)
    {
        var ruling = Decide(client, local, "example.com", skipsRefusals: true);
        Assert.Equal((expected, skipped), (ruling.Reason, ruling.Skipped));
    }

    private static AccessRuling Decide(string client, string local, string domain, string reversePath = "ann@example.org", bool skipsRefusals = false, bool trapped = false) =>
        AccessCheck.Decide(Policy, IPAddress.Parse(client), "client.example.org", reversePath, local, domain, skipsRefusals: skipsRefusals, trapped: trapped);
}
