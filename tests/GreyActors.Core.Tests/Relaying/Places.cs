using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Relaying;

namespace GreyActors.Core.Tests.Relaying;

/// <summary>A client of a network, as a test numbers them.</summary>
internal sealed record Owner(int Network, int Number, bool IsExempt = false);

/// <summary>An allocator and the record of the places that it granted.</summary>
internal sealed class Places(int max)
{
    private int _owners;

    public PlaceAllocator<Owner> Allocator { get; } = new(new PlaceShares(max));

    public List<Place<Owner>> Granted { get; } = [];

    public List<Place<Owner>> Revoked { get; } = [];

    public static PlaceHolder Holder(int network, bool isExempt = false) =>
        new(new IPNetwork(new IPAddress([10, (byte)(network >> 16), (byte)(network >> 8), (byte)network]), 32), isExempt);

    public Place<Owner> Claim(int network, bool isExempt = false)
    {
        var place = Allocator.Claim(Holder(network, isExempt), new Owner(network, ++_owners, isExempt), mayWait: true, out var notices)!;
        Note(notices);
        return place;
    }

    public void GiveBack(Place<Owner> place) => Note(Allocator.GiveBack(place));

    public void MakeRevocable(Place<Owner> place, bool inMailData = false) => Note(Allocator.MakeRevocable(place, inMailData));

    public void MakeIrrevocable(Place<Owner> place) => Note(Allocator.MakeIrrevocable(place));

    public void Change(PlaceShares shares, Func<Owner, PlaceHolder> holderOf) => Note(Allocator.Change(shares, holderOf));

    private void Note(ImmutableArray<PlaceNotice<Owner>> notices)
    {
        foreach (var notice in notices)
            (notice.State == PlaceState.Taken ? Granted : Revoked).Add(notice.Place);
    }
}
