using CsCheck;
using GreyActors.Core.Relaying;
using Xunit;

namespace GreyActors.Core.Tests.Relaying;

/// <summary>Random sequences of all operations: after each one the rules hold.</summary>
public sealed class PlacePropertyTests
{
    private static readonly Gen<(int What, int Network, int Which)[]> Steps =
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 5], Gen.Int[0, 1_000_000]).Array[1, 120];

    [Fact]
    public void No_client_waits_for_a_place_that_it_could_get() => Play((places, max) =>
    {
        var shares = new PlaceShares(max);
        var free = max - places.Live.Count(IsHeld);
        foreach (var waiting in places.Live.Where(IsWaiting))
        {
            var held = places.Live.Count(place => IsHeld(place) && place.Owner.Network == waiting.Owner.Network);
            Assert.False(free > (waiting.Owner.IsExempt || held < shares.Share ? 0 : shares.Reserve));
        }
    });

    [Fact]
    public void No_more_places_are_held_than_exist() => Play((places, max) =>
    {
        Assert.InRange(places.Allocator.Held, 0, max);
        Assert.Equal(places.Live.Count(IsHeld), places.Allocator.Held);
        Assert.Equal(places.Live.Count(IsWaiting), places.Allocator.Waiting);
        Assert.Equal(places.Live.Select(place => place.Owner.Network).Distinct().Count(), places.Allocator.Networks);
    });

    [Fact]
    public void Enough_idle_places_are_revoked_for_all_waiting_clients() => Play((places, _) =>
    {
        if (places.Live.Any(place => place is { State: PlaceState.Revocable } && !places.IsSlow(place)))
            Assert.True(places.Live.Count(place => place.State == PlaceState.Revoked) >= places.Live.Count(IsWaiting) - places.Free);
    });

    [Fact]
    public void No_place_is_revoked_while_no_client_waits() => Play((places, _) =>
    {
        if (!places.Live.Any(IsWaiting) && !places.DidWait)
            Assert.Equal(places.RevokedBefore, places.Revoked.Count);
    });

    [Fact]
    public void Clients_of_one_network_are_served_in_the_order_of_their_arrival() => Play((places, _) =>
    {
        foreach (var waiting in places.Live.Where(IsWaiting))
            Assert.DoesNotContain(places.NewlyGranted, place => place.Owner.Network == waiting.Owner.Network && place.Owner.Number > waiting.Owner.Number);
    });

    [Fact]
    public void No_network_is_served_twice_while_another_one_with_fewer_places_than_its_share_waits_for_its_turn() =>
        Gen.Select(Gen.Int[1, 16], Gen.Int[0, 30].Array[2, 8]).Sample((max, waiting) =>
        {
            // One place that goes round; all others are held by a network of their own.
            var places = new Places(max);
            var held = Enumerable.Range(0, max).Select(i => places.Claim(1000 + i)).ToArray()[0];
            foreach (var network in waiting.SelectMany((count, network) => Enumerable.Repeat(network, count)))
                places.Claim(network);
            var left = waiting.ToArray();
            for (var turn = 0; turn < waiting.Sum(); turn++)
            {
                places.GiveBack(held);
                held = places.Granted[turn];
                left[held.Owner.Network]--;
                // After each turn of a network all others have had theirs: the counts of grants differ by one at most.
                var granted = waiting.Zip(left, (all, rest) => all - rest).ToArray();
                foreach (var network in Enumerable.Range(0, waiting.Length).Where(network => left[network] > 0))
                    Assert.True(granted.Max() - granted[network] <= 1);
            }
        });

    private static bool IsHeld(Place<Owner> place) => place.State is PlaceState.Taken or PlaceState.Revocable or PlaceState.Revoked;

    private static bool IsWaiting(Place<Owner> place) => place.State == PlaceState.Awaited;

    private static void Play(Action<PlayedPlaces, int> check) => Gen.Select(Gen.Int[1, 9], Steps).Sample((max, steps) =>
    {
        var played = new PlayedPlaces(max);
        foreach (var (what, network, which) in steps)
        {
            played.Step(what, network, which);
            check(played, max);
        }
    });

    private sealed class PlayedPlaces(int max)
    {
        private readonly Places _places = new(max);
        private readonly HashSet<Place<Owner>> _slow = [];
        private int _grantedBefore;

        public List<Place<Owner>> Live { get; } = [];

        public PlaceAllocator<Owner> Allocator => _places.Allocator;

        public List<Place<Owner>> Revoked => _places.Revoked;

        public int RevokedBefore { get; private set; }

        public bool DidWait { get; private set; }

        public int Free => max - Allocator.Held;

        public IEnumerable<Place<Owner>> NewlyGranted => _places.Granted.Skip(_grantedBefore);

        public bool IsSlow(Place<Owner> place) => _slow.Contains(place);

        public void Step(int what, int network, int which)
        {
            (_grantedBefore, RevokedBefore, DidWait) = (_places.Granted.Count, Revoked.Count, Allocator.Waiting > 0);
            if (what < 4 || Live.Count == 0)
            {
                // Network 5 is exempt.
                Live.Add(_places.Claim(network, isExempt: network == 5));
                return;
            }

            var place = Live[which % Live.Count];
            switch (what)
            {
                case 4 or 5 or 6:
                    Live.Remove(place);
                    _places.GiveBack(place);
                    break;
                case 7 or 8:
                    if (place.State == PlaceState.Taken)
                        _slow.Remove(place);
                    if (place.State == PlaceState.Taken && what == 8)
                        _slow.Add(place);
                    _places.MakeRevocable(place, inMailData: what == 8);
                    break;
                default:
                    _places.MakeIrrevocable(place);
                    break;
            }
        }
    }
}
