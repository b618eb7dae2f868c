using GreyActors.EndToEnd.Tests.Identities;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Known;

/// <summary>Known clients and expected replies are in the store: a new start of the program knows them, and those of a greylist that had none are learned.</summary>
public sealed class KnownRestartTests(KnownLab lab) : IClassFixture<KnownLab>
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task A_restart_keeps_known_clients_and_expected_replies(string signal)
    {
        var (organisation, user) = (KnownLab.NewOrganisation(), IdentityLab.NewRecipient());
        await lab.Settle("1h");
        await lab.UserWrites(user, $"bob@{organisation}");
        await lab.ReplyIsExpected($"bob@{organisation}", user);
        await lab.PassByWaiting("192.0.2.20", $"ann@{organisation}");

        await lab.Restart(signal, configuration => configuration.With("known-clients.settle", "1h"));
        await lab.Waits("192.0.2.20", $"ben@{organisation}");
        var reply = await lab.PassesAtOnce("203.0.113.20", $"bob@{organisation}", user);
        Assert.Equal(("expected-reply", $"spf:{organisation}"), KnownLab.RuleOf(reply));

        await lab.Restart(signal, configuration => configuration.With("known-clients.settle", "0s"));
        Assert.Equal(("known-pair", $"spf:{organisation}"), KnownLab.RuleOf(await lab.PassesAtOnce("203.0.113.20", $"cora@{organisation}")));
        await lab.Waits("192.0.2.20", $"ann@{KnownLab.NewOrganisation()}");
    }

    [Fact]
    public async Task Mail_of_a_triplet_that_passed_before_there_were_known_clients_makes_its_client_known()
    {
        var organisation = KnownLab.NewOrganisation();
        await lab.Restart("TERM", configuration => configuration.With("known-clients", "off").With("replies.lifetime", "0s"));
        var known = await lab.PassByWaiting("192.0.2.20", $"ann@{organisation}");

        await lab.Restart("TERM", configuration => configuration.With("known-clients.settle", "0s"));
        await lab.Waits("192.0.2.20", $"ben@{organisation}");
        Assert.StartsWith("250", await AnnouncedClient.Attempt(lab.Port, "192.0.2.20", KnownLab.NoName, $"ann@{organisation}", known), StringComparison.Ordinal);

        Assert.Equal(("known-pair", $"spf:{organisation}"), KnownLab.RuleOf(await lab.PassesAtOnce("203.0.113.20", $"cora@{organisation}")));
    }
}
