using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Hosting;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class ListenedAddressesTests : TestKit
{
    private readonly ListenedAddresses _addresses = new(2);
    private readonly IActorRef _one;
    private readonly IActorRef _other;

    public ListenedAddressesTests() => (_one, _other) = (CreateTestProbe("one"), CreateTestProbe("other"));

    [Fact]
    public void Listeners_are_not_ready_while_one_is_still_about_to_listen()
    {
        _addresses.Listens(_one);
        Assert.Equal((false, true), Checks());
    }

    [Fact]
    public void An_address_that_the_kernel_has_no_family_for_is_named_and_everything_is_well()
    {
        _addresses.Listens(_one);
        _addresses.Refuse(_other, new ListenerEvent.Refused(new IPEndPoint(IPAddress.IPv6Any, 25), "no such family", FamilyIsMissing: true));

        Assert.Equal((true, true), Checks());
        Assert.Equal("[::]:25: no such family", _addresses.ToReadiness().Checks[1].Why);
    }

    [Fact]
    public void An_address_that_is_taken_is_not_well_until_it_is_listened_on()
    {
        _addresses.Listens(_one);
        _addresses.Refuse(_other, new ListenerEvent.Refused(new IPEndPoint(IPAddress.Loopback, 25), "in use", FamilyIsMissing: false));
        Assert.Equal((true, false), Checks());

        _addresses.Listens(_other);
        Assert.Equal((true, true), Checks());
    }

    [Fact]
    public void All_are_refused_only_when_each_of_them_is()
    {
        _addresses.Refuse(_one, new ListenerEvent.Refused(new IPEndPoint(IPAddress.Loopback, 25), "in use", FamilyIsMissing: false));
        Assert.False(_addresses.AllAreRefused);
        _addresses.Refuse(_other, new ListenerEvent.Refused(new IPEndPoint(IPAddress.IPv6Any, 25), "no such family", FamilyIsMissing: true));
        Assert.True(_addresses.AllAreRefused);
        Assert.Equal((false, false), Checks());
    }

    private (bool Listeners, bool Addresses) Checks()
    {
        var checks = _addresses.ToReadiness().Checks;
        return (checks[0].Ok, checks[1].Ok);
    }
}
