using System.Net;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Identities;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Known;

/// <summary>While the DNS fails, clients are known by their networks, and other mail waits by network.</summary>
public sealed class KnownDnsFailureTests(KnownLab lab) : IClassFixture<KnownLab>
{
    [Fact]
    public async Task Networks_that_a_known_pool_has_shown_do_not_wait_without_DNS_and_other_clients_wait_by_network()
    {
        var organisation = KnownLab.NewOrganisation();
        await lab.Settle("0s");
        await lab.PassByWaiting("192.0.2.20", $"ann@{organisation}");
        Assert.Equal(("known-pair", $"spf:{organisation}"), KnownLab.RuleOf(await lab.PassesAtOnce("203.0.113.20", $"ann@{organisation}")));

        // A new start has no answers of the DNS in memory.
        await lab.Restart("TERM", configuration => configuration
            .With("known-clients.settle", "0s")
            .WithResolver(new IPEndPoint(IPAddress.Loopback, FreePort.Next()))
            .With("reputation.query-timeout", "300ms")
            .With("reputation.max-wait", "300ms"));

        Assert.Equal(("known-pair", "192.0.2.0/24"), KnownLab.RuleOf(await lab.PassesAtOnce("192.0.2.20", $"ben@{organisation}")));
        Assert.Equal(("known-pair", "203.0.113.0/24"), KnownLab.RuleOf(await lab.PassesAtOnce("203.0.113.20", $"ben@{organisation}")));
        await lab.Waits("198.51.100.20", $"ben@{organisation}");
        await lab.PassByWaiting("198.51.100.20", $"cora@{organisation}");
    }
}
