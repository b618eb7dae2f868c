using System.Net;
using GreyActors.Mail;
using Xunit;

namespace GreyActors.Tests.Mail;

public sealed class RelayBudgetTests
{
    private static readonly IPAddress Near = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Neighbour = IPAddress.Parse("192.0.2.200");
    private static readonly IPAddress Own = IPAddress.Parse("127.0.0.1");

    [Fact]
    public void A_client_network_gets_no_more_than_a_quarter()
    {
        var budget = Budget(8);

        Assert.True(budget.TryOpen(Near));
        Assert.True(budget.TryOpen(Neighbour));
        Assert.False(budget.TryOpen(Near));
        Assert.True(budget.TryOpen(IPAddress.Parse("198.51.100.1")));

        budget.Close(Neighbour);
        Assert.True(budget.TryOpen(Near));
    }

    [Fact]
    public void All_networks_together_get_no_more_than_there_is()
    {
        var budget = Budget(8);
        for (var network = 0; network < 8; network++)
            Assert.True(budget.TryOpen(IPAddress.Parse($"10.0.{network}.1")));

        Assert.False(budget.TryOpen(Near));
        Assert.False(budget.TryOpen(Own));

        budget.Close(IPAddress.Parse("10.0.3.1"));
        Assert.True(budget.TryOpen(Near));
    }

    [Fact]
    public void Clients_that_may_send_anywhere_are_counted_in_all_but_not_for_their_network()
    {
        var budget = Budget(4);
        for (var relay = 0; relay < 4; relay++)
            Assert.True(budget.TryOpen(Own));
        Assert.False(budget.TryOpen(Own));
    }

    [Fact]
    public void Even_the_smallest_budget_lets_one_through()
    {
        var budget = Budget(1);
        Assert.True(budget.TryOpen(Near));
        Assert.False(budget.TryOpen(Near));
        budget.Close(Near);
        Assert.True(budget.TryOpen(Near));
    }

    private static RelayBudget Budget(int max) => new(max, 24, 64, client => client.Equals(Own));
}
