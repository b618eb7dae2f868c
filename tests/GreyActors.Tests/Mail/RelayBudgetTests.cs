using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Mail;
using Xunit;

namespace GreyActors.Tests.Mail;

public sealed class RelayBudgetTests : TestKit
{
    private static readonly IPAddress Near = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Neighbour = IPAddress.Parse("192.0.2.200");
    private static readonly IPAddress Far = IPAddress.Parse("198.51.100.1");
    private static readonly IPAddress Own = IPAddress.Parse("127.0.0.1");

    [Fact]
    public void A_client_network_gets_no_more_than_a_quarter()
    {
        var budget = Budget(8);

        Take(budget, Near);
        var second = Take(budget, Neighbour);
        Assert.Null(budget.Claim(Near, waiter: null));
        Take(budget, Far);

        second.GiveBack();
        Take(budget, Near);
    }

    [Fact]
    public void All_networks_together_get_no_more_than_there_is()
    {
        var budget = Budget(8);
        var places = Enumerable.Range(0, 8).Select(network => Take(budget, IPAddress.Parse($"10.0.{network}.1"))).ToArray();

        Assert.Null(budget.Claim(Near, waiter: null));
        Assert.Null(budget.Claim(Own, waiter: null));

        places[3].GiveBack();
        Take(budget, Near);
    }

    [Fact]
    public void Clients_that_may_send_anywhere_are_counted_in_all_but_not_for_their_network()
    {
        var budget = Budget(4);
        for (var relay = 0; relay < 4; relay++)
            Take(budget, Own);
        Assert.Null(budget.Claim(Own, waiter: null));
    }

    [Fact]
    public void Even_the_smallest_budget_lets_one_through()
    {
        var budget = Budget(1);
        var place = Take(budget, Near);
        Assert.Null(budget.Claim(Near, waiter: null));
        place.GiveBack();
        Take(budget, Near);
    }

    [Fact]
    public void A_place_that_is_given_back_twice_is_given_back_once()
    {
        var budget = Budget(1);
        var place = Take(budget, Near);
        place.GiveBack();
        place.GiveBack();
        Assert.Equal(0, budget.Open);
        Take(budget, Near);
        Assert.Null(budget.Claim(Near, waiter: null));
    }

    [Fact]
    public void Who_came_first_is_served_first()
    {
        var budget = Budget(1);
        var held = Take(budget, Own);
        var first = Wait(budget, Own);
        Assert.Null(budget.Claim(Own, TestActor));

        held.GiveBack();

        Assert.Same(first, ExpectMsg<RelayPlaceFree>().Place);
        Assert.Equal((1, 0), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void Those_who_wait_go_in_their_order()
    {
        var budget = Budget(4);
        var held = Enumerable.Range(0, 4).Select(_ => Take(budget, Own)).ToArray();
        var waiting = Enumerable.Range(0, 4).Select(_ => Wait(budget, Own)).ToArray();

        foreach (var (place, next) in held.Zip(waiting))
        {
            place.GiveBack();
            Assert.Same(next, ExpectMsg<RelayPlaceFree>().Place);
        }
    }

    [Fact]
    public void No_more_may_wait_than_may_be_connected_and_of_one_network_no_more_than_a_quarter()
    {
        var budget = Budget(8);
        for (var relay = 0; relay < 8; relay++)
            Take(budget, Own);
        Wait(budget, Near);
        Wait(budget, Neighbour);
        Assert.Null(budget.Claim(Near, TestActor));
        for (var waiter = 2; waiter < 8; waiter++)
            Wait(budget, Own);

        Assert.Null(budget.Claim(Far, TestActor));
        Assert.Equal((8, 8), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void A_network_that_has_its_share_waits_for_its_own_and_holds_up_nobody_behind_it()
    {
        var budget = Budget(4);
        var own = Take(budget, Near);
        var others = Enumerable.Range(0, 3).Select(network => Take(budget, IPAddress.Parse($"10.0.{network}.1"))).ToArray();
        var neighbour = Wait(budget, Neighbour);
        var far = Wait(budget, Far);

        others[0].GiveBack();
        Assert.Same(far, ExpectMsg<RelayPlaceFree>().Place);
        others[1].GiveBack();
        Assert.Equal((3, 1), (budget.Open, budget.Waiting));
        own.GiveBack();
        Assert.Same(neighbour, ExpectMsg<RelayPlaceFree>().Place);
    }

    [Fact]
    public void Who_gives_up_waiting_is_forgotten_and_a_place_that_came_too_late_goes_to_the_next()
    {
        var budget = Budget(4);
        var held = Enumerable.Range(0, 4).Select(_ => Take(budget, Own)).ToArray();
        var first = Wait(budget, Own);
        var second = Wait(budget, Own);
        var third = Wait(budget, Own);

        first.GiveBack();
        held[0].GiveBack();
        Assert.Same(second, ExpectMsg<RelayPlaceFree>().Place);
        second.GiveBack();
        Assert.Same(third, ExpectMsg<RelayPlaceFree>().Place);
        Assert.Equal((4, 0), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void The_count_is_right_whatever_many_clients_do_at_once()
    {
        var budget = Budget(4);
        Parallel.For(0, 2000, turn =>
        {
            var place = budget.Claim(IPAddress.Parse($"10.0.{turn % 7}.1"), turn % 3 == 0 ? ActorRefs.Nobody : null);
            Assert.InRange(budget.Open, 0, 4);
            place?.GiveBack();
        });

        Assert.Equal((0, 0), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void A_lower_limit_takes_nobodys_place_and_counts_those_who_have_one()
    {
        var budget = Budget(8);
        var places = Enumerable.Range(0, 4).Select(network => Take(budget, IPAddress.Parse($"10.0.{network}.1"))).ToArray();

        budget.Change(new RelayLimits(3, 24, 64, client => client.Equals(Own)));

        Assert.Equal(4, budget.Open);
        Assert.Null(budget.Claim(Far, waiter: null));
        places[0].GiveBack();
        Assert.Null(budget.Claim(Far, waiter: null));
        places[1].GiveBack();
        Take(budget, Far);
    }

    [Fact]
    public void A_higher_limit_lets_in_those_who_wait()
    {
        var budget = Budget(1);
        Take(budget, Far);
        Wait(budget, Near);

        budget.Change(new RelayLimits(8, 24, 64, client => client.Equals(Own)));

        ExpectMsg<RelayPlaceFree>();
        Assert.Equal((2, 0), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void Other_networks_and_other_exceptions_are_counted_anew()
    {
        var budget = Budget(8);
        var (near, neighbour, own) = (Take(budget, Near), Take(budget, Neighbour), Take(budget, Own));
        Assert.Null(budget.Claim(Near, waiter: null));

        budget.Change(new RelayLimits(8, 32, 64, _ => false));

        var again = Take(budget, Near);
        Assert.Null(budget.Claim(Near, waiter: null));
        foreach (var place in new[] { near, neighbour, own, again })
            place.GiveBack();
        Assert.Equal(0, budget.Open);
        Take(budget, Near);
        Take(budget, Near);
        Assert.Null(budget.Claim(Near, waiter: null));
    }

    private static RelayBudget Budget(int max) => new(new RelayLimits(max, 24, 64, client => client.Equals(Own)));

    private static RelayPlace Take(RelayBudget budget, IPAddress client)
    {
        var place = budget.Claim(client, waiter: null);
        Assert.Equal(RelayPlaceState.Taken, place?.State);
        return place!;
    }

    private RelayPlace Wait(RelayBudget budget, IPAddress client)
    {
        var place = budget.Claim(client, TestActor);
        Assert.Equal(RelayPlaceState.Awaited, place?.State);
        return place!;
    }
}
