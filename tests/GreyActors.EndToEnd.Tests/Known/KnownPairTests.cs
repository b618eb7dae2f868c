using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Identities;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Known;

/// <summary>Mail that has waited makes its client known for the organisation of the sender, after <c>known-clients.settle</c>.</summary>
[Collection(SharedKnownLab.Name)]
public sealed class KnownPairTests(KnownLab lab)
{
    [Theory]
    [InlineData("192.0.2.20", "203.0.113.20", "", "spf:ORGANISATION")]
    [InlineData("192.0.2.7", "203.0.113.9", "news.", "host:pool.test")]
    [InlineData("192.0.2.31", "192.0.2.32", "news.", "192.0.2.0/24")]
    public async Task After_settle_other_senders_of_the_organisation_from_other_hosts_of_the_pool_do_not_wait(string taught, string other, string subdomain, string by)
    {
        var organisation = KnownLab.NewOrganisation();
        await lab.Settle("1h");
        await lab.PassByWaiting(taught, $"ann@{organisation}");
        await lab.Waits(other, $"ben@{subdomain}{organisation}");

        await lab.Settle("0s");

        var decision = await lab.PassesAtOnce(other, $"cora@{subdomain}{organisation}");
        Assert.Equal(("known-pair", by.Replace("ORGANISATION", organisation, StringComparison.Ordinal)), KnownLab.RuleOf(decision));
    }

    [Fact]
    public async Task A_pair_takes_effect_when_settle_has_passed()
    {
        var organisation = KnownLab.NewOrganisation();
        await lab.Settle("3s");
        await lab.PassByWaiting("192.0.2.20", $"ann@{organisation}");

        var first = "";
        await Eventually.Holds("mail does not wait", async () =>
        {
            first = IdentityLab.NewRecipient();
            return (await AnnouncedClient.Attempt(lab.Port, "192.0.2.20", KnownLab.NoName, $"ben@{organisation}", first)).StartsWith("250", StringComparison.Ordinal);
        });

        var decision = await lab.Decision(first, "accepted");
        Assert.Equal("known-pair", IdentityLab.Word(decision, "rule"));
        Assert.True(decision.GetProperty("waitedSeconds").GetDouble() >= 3, decision.GetRawText());
    }

    [Fact]
    public async Task Another_organisation_from_a_known_client_waits()
    {
        await lab.Settle("0s");
        await lab.PassByWaiting("192.0.2.20", $"ann@{KnownLab.NewOrganisation()}");

        await lab.Waits("192.0.2.20", $"ann@{KnownLab.NewOrganisation()}");
    }

    [Fact]
    public async Task The_null_reverse_path_waits_although_the_client_is_known_for_the_organisation()
    {
        var (organisation, to) = (KnownLab.NewOrganisation(), IdentityLab.NewRecipient());
        await lab.Settle("0s");
        await lab.PassByWaiting("192.0.2.20", $"ann@{organisation}");
        Assert.Equal("known-pair", KnownLab.RuleOf(await lab.PassesAtOnce("192.0.2.20", $"ben@{organisation}")).Rule);

        await lab.Attempt("192.0.2.20", $"mx.{organisation}", "", to, "451 4.7.1");
    }

    [Fact]
    public async Task The_null_reverse_path_makes_no_client_known()
    {
        var (organisation, to) = (KnownLab.NewOrganisation(), IdentityLab.NewRecipient());
        await lab.Settle("0s");
        await lab.FirstAttempt("192.0.2.20", $"mx.{organisation}", "", to);
        await lab.RetryThatPasses("192.0.2.20", $"mx.{organisation}", "", to);

        await lab.Waits("192.0.2.20", $"ann@{organisation}");
        Assert.Empty(await lab.KnownOf("192.0.2.20", $"ann@{organisation}", to));
    }

    [Fact]
    public async Task A_reload_switches_known_clients_off_and_on_again()
    {
        var (known, whileOff) = (KnownLab.NewOrganisation(), KnownLab.NewOrganisation());
        await lab.Settle("0s");
        await lab.PassByWaiting("192.0.2.20", $"ann@{known}");

        await lab.Use(configuration => configuration.With("known-clients", "off").With("known-clients.settle", "0s"));
        await lab.Waits("192.0.2.20", $"ben@{known}");
        await lab.PassByWaiting("192.0.2.20", $"ann@{whileOff}");

        await lab.Settle("0s");
        Assert.Equal("known-pair", KnownLab.RuleOf(await lab.PassesAtOnce("192.0.2.20", $"cora@{known}")).Rule);
        await lab.Waits("192.0.2.20", $"ben@{whileOff}");
    }

    [Fact]
    public async Task In_observe_mode_clients_become_known_and_the_rules_are_the_same()
    {
        var (organisation, to) = (KnownLab.NewOrganisation(), IdentityLab.NewRecipient());
        await lab.Use(configuration => configuration.With("known-clients.settle", "0s").With("greylisting.mode", "observe"));
        await Observed(organisation, to, "never-seen", wouldDefer: true);
        await Eventually.Holds("the mail has waited", async () =>
            IdentityLab.Word(await lab.Explain("192.0.2.20", KnownLab.NoName, $"ann@{organisation}", to), "rule") == "waited-long-enough");
        await lab.Attempt("192.0.2.20", KnownLab.NoName, $"ann@{organisation}", to, "250");

        await Observed(organisation, IdentityLab.NewRecipient(), "known-pair", wouldDefer: false);
        await Observed(KnownLab.NewOrganisation(), IdentityLab.NewRecipient(), "never-seen", wouldDefer: true);
        await lab.Settle("0s");
        Assert.Equal("known-pair", KnownLab.RuleOf(await lab.PassesAtOnce("192.0.2.20", $"ben@{organisation}")).Rule);
    }

    private async Task Observed(string organisation, string to, string rule, bool wouldDefer)
    {
        var decision = await lab.PassesAtOnce("192.0.2.20", $"ann@{organisation}", to);
        Assert.Equal((rule, wouldDefer), (IdentityLab.Word(decision, "rule"), decision.GetProperty("wouldDefer").GetBoolean()));
    }
}
