using System.Diagnostics;
using GreyActors.Core.Relaying;
using Xunit;

namespace GreyActors.Core.Tests.Relaying;

public sealed class PlaceAllocatorTests
{
    [Fact]
    public void A_network_alone_leaves_the_reserve_free()
    {
        var places = new Places(8);
        for (var client = 0; client < 6; client++)
            Assert.Equal(PlaceState.Taken, places.Claim(1).State);

        Assert.Equal(PlaceState.Awaited, places.Claim(1).State);
        Assert.Equal(PlaceState.Taken, places.Claim(2).State);
        Assert.Equal(PlaceState.Taken, places.Claim(2).State);
        Assert.Equal(PlaceState.Awaited, places.Claim(3).State);
    }

    [Fact]
    public void Waiting_networks_are_served_in_turn_and_their_clients_in_the_order_of_arrival()
    {
        var places = new Places(1);
        var held = places.Claim(9);
        foreach (var network in (int[])[1, 1, 1, 1, 2, 2, 3])
            places.Claim(network);

        for (var turn = 0; turn < 7; turn++)
        {
            places.GiveBack(held);
            held = places.Granted[turn];
        }

        Assert.Equal([1, 2, 3, 1, 2, 1, 1], places.Granted.Select(place => place.Owner.Network));
        Assert.All(places.Granted.GroupBy(place => place.Owner.Network), group => Assert.Equal(group.OrderBy(place => place.Owner.Number), group));
    }

    [Fact]
    public void A_network_below_its_share_comes_before_one_that_has_its_share()
    {
        var places = new Places(4);
        var first = places.Claim(1);
        for (var network = 2; network < 5; network++)
            places.Claim(network);
        places.Claim(2);
        places.Claim(5);

        places.GiveBack(first);

        Assert.Equal([5], places.Granted.Select(place => place.Owner.Network));
    }

    [Fact]
    public void An_exempt_network_may_take_all_places()
    {
        var places = new Places(8);
        for (var client = 0; client < 8; client++)
            Assert.Equal(PlaceState.Taken, places.Claim(1, isExempt: true).State);
        Assert.Equal(PlaceState.Awaited, places.Claim(1, isExempt: true).State);
    }

    [Fact]
    public void A_request_that_may_not_wait_is_refused_and_leaves_no_trace()
    {
        var places = new Places(1);
        places.Claim(1);

        Assert.Null(places.Allocator.Claim(Places.Holder(2), new Owner(2, 0), mayWait: false, out var notices));

        Assert.Empty(notices);
        Assert.Equal((1, 0, 1), (places.Allocator.Held, places.Allocator.Waiting, places.Allocator.Networks));
    }

    [Fact]
    public void An_idle_place_is_revoked_only_when_a_client_waits()
    {
        var places = new Places(1);
        var idle = places.Claim(1);
        places.MakeRevocable(idle);
        Assert.Equal(PlaceState.Revocable, idle.State);

        var waiting = places.Claim(2);
        Assert.Equal(PlaceState.Revoked, idle.State);

        places.GiveBack(idle);
        Assert.Equal(PlaceState.Taken, waiting.State);
    }

    [Fact]
    public void A_place_that_becomes_idle_while_a_client_waits_is_revoked_at_once()
    {
        var places = new Places(1);
        var idle = places.Claim(1);
        places.Claim(2);

        places.MakeRevocable(idle);

        Assert.Equal(PlaceState.Revoked, idle.State);
    }

    [Fact]
    public void As_many_places_are_revoked_as_clients_wait()
    {
        var places = new Places(4);
        var held = Enumerable.Range(1, 4).Select(network => places.Claim(network)).ToArray();
        foreach (var place in held)
            places.MakeRevocable(place);

        places.Claim(5);
        Assert.Equal(1, held.Count(place => place.State == PlaceState.Revoked));
        places.Claim(6);
        Assert.Equal(2, held.Count(place => place.State == PlaceState.Revoked));
    }

    [Fact]
    public void A_place_in_use_again_is_kept_and_another_one_is_revoked()
    {
        var places = new Places(2);
        var (first, second) = (places.Claim(1), places.Claim(2));
        places.MakeRevocable(first);
        places.MakeRevocable(second);
        places.Claim(3);
        Assert.Equal((PlaceState.Revoked, PlaceState.Revocable), (first.State, second.State));

        places.MakeIrrevocable(first);

        Assert.Equal((PlaceState.Taken, PlaceState.Revoked), (first.State, second.State));
    }

    [Fact]
    public void The_network_with_most_places_loses_one_first_and_idle_places_go_before_slow_ones()
    {
        var places = new Places(8);
        var small = places.Claim(1);
        places.MakeRevocable(small);
        var many = Enumerable.Range(0, 5).Select(_ => places.Claim(2)).ToArray();
        places.MakeRevocable(many[3]);
        places.MakeRevocable(many[4], inMailData: true);
        places.Claim(3);
        places.Claim(3);

        places.Claim(4);
        Assert.Equal(PlaceState.Revoked, many[3].State);
        places.Claim(4);
        Assert.Equal((PlaceState.Revoked, PlaceState.Revocable), (small.State, many[4].State));
        places.Claim(5);
        Assert.Equal(PlaceState.Revoked, many[4].State);
    }

    [Fact]
    public void Mail_data_is_not_interrupted_for_a_network_with_its_full_share()
    {
        var places = new Places(4);
        var own = Enumerable.Range(0, 3).Select(_ => places.Claim(1)).ToArray();
        places.MakeRevocable(own[0], inMailData: true);

        places.Claim(1);
        Assert.Equal(PlaceState.Revocable, own[0].State);

        places.MakeRevocable(own[1]);
        Assert.Equal(PlaceState.Revoked, own[1].State);
    }

    [Fact]
    public void New_limits_and_networks_keep_each_place_and_the_order_of_waiting_clients()
    {
        var places = new Places(2);
        var held = places.Claim(1);
        places.Claim(2);
        var waiting = ((int[])[3, 4, 3]).Select(network => places.Claim(network)).ToArray();

        // All clients are in one network now.
        places.Change(new PlaceShares(1), _ => Places.Holder(0));
        Assert.Equal((2, 3, 1), (places.Allocator.Held, places.Allocator.Waiting, places.Allocator.Networks));

        places.GiveBack(held);
        Assert.Empty(places.Granted);
        places.Change(new PlaceShares(3), _ => Places.Holder(0));
        Assert.Equal(waiting.Take(2), places.Granted);
    }

    [Fact]
    public void A_step_takes_no_longer_when_two_hundred_thousand_networks_wait()
    {
        const int Networks = 200_000;
        var watch = Stopwatch.StartNew();
        var places = new Places(80);
        var held = new Queue<Place<Owner>>(Enumerable.Range(0, 80).Select(network => places.Claim(network)));
        for (var network = 0; network < Networks; network++)
            places.Claim(network);
        for (var turn = 0; turn < Networks; turn++)
        {
            var place = held.Dequeue();
            places.MakeRevocable(place, inMailData: turn % 2 == 0);
            places.GiveBack(place);
            held.Enqueue(places.Granted[turn]);
        }

        Assert.Equal(0, places.Allocator.Waiting);
        // Steps that visit each waiting network would take minutes.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }
}
