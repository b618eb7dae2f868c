using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Relaying;
using GreyActors.Delivery;
using Xunit;

namespace GreyActors.Tests.Delivery;

public sealed class RelayBudgetTests : TestKit
{
    private static readonly IPAddress Near = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Neighbour = IPAddress.Parse("192.0.2.200");
    private static readonly IPAddress Far = IPAddress.Parse("198.51.100.1");
    private static readonly IPAddress Own = IPAddress.Parse("127.0.0.1");

    [Fact]
    public void A_client_network_alone_leaves_a_quarter_free()
    {
        var budget = Budget(8);

        for (var relay = 0; relay < 5; relay++)
            Take(budget, Near);
        var sixth = Take(budget, Neighbour);
        Assert.Null(Refused(budget, Near));
        Take(budget, Far);

        sixth.GiveBack();
        Assert.Null(Refused(budget, Neighbour));
        Take(budget, Far);
    }

    [Fact]
    public void All_networks_together_get_no_more_places_than_there_are()
    {
        var budget = Budget(8);
        var places = Enumerable.Range(0, 8).Select(network => Take(budget, IPAddress.Parse($"10.0.{network}.1"))).ToArray();

        Assert.Null(Refused(budget, Near));
        Assert.Null(Refused(budget, Own));

        places[3].GiveBack();
        Take(budget, Near);
    }

    [Fact]
    public void Clients_that_may_send_anywhere_may_have_all_places()
    {
        var budget = Budget(4);
        for (var relay = 0; relay < 4; relay++)
            Take(budget, Own);
        Assert.Null(Refused(budget, Own));
    }

    [Fact]
    public void All_IPv6_networks_of_a_site_share_one_part()
    {
        var budget = Budget(8);
        for (var relay = 0; relay < 6; relay++)
            Take(budget, IPAddress.Parse($"2001:db8:1:{relay}::1"));
        Assert.Null(Refused(budget, IPAddress.Parse("2001:db8:1:ffff::1")));

        Take(budget, IPAddress.Parse("2001:db8:2::1"));
        Take(budget, Near);
    }

    [Fact]
    public void A_client_waits_for_one_client_of_an_IPv6_site_and_not_for_all()
    {
        var budget = Budget(1);
        var held = Take(budget, Own);
        for (var network = 0; network < 100; network++)
            Wait(budget, IPAddress.Parse($"2001:db8:1:{network}::1"));
        var honest = Wait(budget, Far);

        held.GiveBack();
        ExpectMsg<RelayPlaceFree>().Place.GiveBack();

        Assert.Same(honest, ExpectMsg<RelayPlaceFree>().Place);
    }

    [Fact]
    public void Even_the_smallest_budget_has_one_place()
    {
        var budget = Budget(1);
        var place = Take(budget, Near);
        Assert.Null(Refused(budget, Near));
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
        Assert.Null(Refused(budget, Near));
    }

    [Fact]
    public void A_free_place_goes_to_the_client_that_came_first()
    {
        var budget = Budget(1);
        var held = Take(budget, Own);
        var first = Wait(budget, Own);
        Wait(budget, Own);

        held.GiveBack();

        Assert.Same(first, ExpectMsg<RelayPlaceFree>().Place);
        Assert.Equal((1, 1), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void Many_more_clients_may_wait_than_there_are_places()
    {
        var budget = Budget(2);
        var held = new[] { Take(budget, Own), Take(budget, Own) };
        for (var client = 0; client < 2000; client++)
            Wait(budget, IPAddress.Parse($"10.{client / 250}.{client % 250}.1"));
        Assert.Equal((2, 2000), (budget.Open, budget.Waiting));

        held[0].GiveBack();
        for (var client = 1; client < 2000; client++)
            ExpectMsg<RelayPlaceFree>().Place.GiveBack();
        ExpectMsg<RelayPlaceFree>();
        Assert.Equal((2, 0), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void A_client_that_stops_waiting_is_forgotten()
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
    public void A_client_that_makes_no_progress_is_asked_for_its_place_when_another_one_waits()
    {
        var budget = Budget(1);
        var idle = budget.Claim(Near, TestActor, mayWait: false)!;
        idle.MakeRevocable(inMailData: false);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        var waiting = Wait(budget, Far);

        Assert.Same(idle, ExpectMsg<RelayPlaceWanted>().Place);
        idle.GiveBack();
        Assert.Same(waiting, ExpectMsg<RelayPlaceFree>().Place);
    }

    [Fact]
    public void The_count_is_right_after_many_clients_have_used_it_at_once()
    {
        var budget = Budget(4);
        Parallel.For(0, 2000, turn =>
        {
            var place = budget.Claim(IPAddress.Parse($"10.0.{turn % 7}.1"), ActorRefs.Nobody, mayWait: turn % 3 == 0);
            place?.MakeRevocable(inMailData: turn % 2 == 0);
            Assert.InRange(budget.Open, 0, 4);
            place?.GiveBack();
        });

        Assert.Equal((0, 0), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void A_lower_limit_takes_no_place_away()
    {
        var budget = Budget(8);
        var places = Enumerable.Range(0, 4).Select(network => Take(budget, IPAddress.Parse($"10.0.{network}.1"))).ToArray();

        budget.Change(new RelayLimits(3, 24, 64, client => client.Equals(Own)));

        Assert.Equal(4, budget.Open);
        Assert.Null(Refused(budget, Far));
        places[0].GiveBack();
        Assert.Null(Refused(budget, Far));
        places[1].GiveBack();
        Take(budget, Far);
    }

    [Fact]
    public void A_higher_limit_gives_places_to_the_clients_that_wait()
    {
        var budget = Budget(1);
        Take(budget, Far);
        Wait(budget, Near);

        budget.Change(new RelayLimits(8, 24, 64, client => client.Equals(Own)));

        ExpectMsg<RelayPlaceFree>();
        Assert.Equal((2, 0), (budget.Open, budget.Waiting));
    }

    [Fact]
    public void After_a_change_places_count_for_the_new_networks_and_exemptions()
    {
        var budget = Budget(8);
        var places = Enumerable.Range(1, 8).Select(client => Take(budget, IPAddress.Parse(client < 7 ? $"192.0.2.{client}" : "127.0.0.1"))).ToArray();
        var waiting = Wait(budget, Near);

        // Now each address is a network, and no client is exempt.
        budget.Change(new RelayLimits(8, 32, 64, _ => false));
        places[7].GiveBack();

        Assert.Same(waiting, ExpectMsg<RelayPlaceFree>().Place);
        foreach (var place in places.Append(waiting))
            place.GiveBack();
        Assert.Equal((0, 0), (budget.Open, budget.Waiting));
    }

    private static RelayBudget Budget(int max) => new(new RelayLimits(max, 24, 64, client => client.Equals(Own)));

    private static RelayPlace? Refused(RelayBudget budget, IPAddress client) => budget.Claim(client, ActorRefs.Nobody, mayWait: false);

    private static RelayPlace Take(RelayBudget budget, IPAddress client)
    {
        var place = budget.Claim(client, ActorRefs.Nobody, mayWait: false);
        Assert.Equal(PlaceState.Taken, place?.State);
        return place!;
    }

    private RelayPlace Wait(RelayBudget budget, IPAddress client)
    {
        var place = budget.Claim(client, TestActor, mayWait: true);
        Assert.Equal(PlaceState.Awaited, place?.State);
        return place!;
    }
}
