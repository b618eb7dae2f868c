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
    public void The_listeners_check_fails_while_an_address_is_still_being_opened()
    {
        _addresses.Record(_one);
        Assert.Equal((false, true), Checks());
    }

    [Fact]
    public void An_address_family_that_the_kernel_lacks_is_named_without_failing_a_check()
    {
        _addresses.Record(_one);
        _addresses.Record(_other, new ListenerEvent.Refused(new IPEndPoint(IPAddress.IPv6Any, 25), "no such family", ListenFailureKind.FamilyIsMissing));

        Assert.Equal((true, true), Checks());
        Assert.Equal("[::]:25: no such family", _addresses.ToReadiness().Checks[1].Why);
    }

    [Fact]
    public void An_address_in_use_fails_the_check_until_it_is_opened()
    {
        _addresses.Record(_one);
        _addresses.Record(_other, new ListenerEvent.Refused(new IPEndPoint(IPAddress.Loopback, 25), "in use", ListenFailureKind.PerhapsLater));
        Assert.Equal((true, false), Checks());

        _addresses.Record(_other);
        Assert.Equal((true, true), Checks());
    }

    [Fact]
    public void The_addresses_count_as_refused_only_when_all_of_them_are()
    {
        _addresses.Record(_one, new ListenerEvent.Refused(new IPEndPoint(IPAddress.Loopback, 25), "in use", ListenFailureKind.PerhapsLater));
        Assert.False(_addresses.AllAreRefused);
        _addresses.Record(_other, new ListenerEvent.Refused(new IPEndPoint(IPAddress.IPv6Any, 25), "no such family", ListenFailureKind.FamilyIsMissing));
        Assert.True(_addresses.AllAreRefused);
        Assert.Equal((false, false), Checks());
    }

    private (bool Listeners, bool Addresses) Checks()
    {
        var checks = _addresses.ToReadiness().Checks;
        return (checks[0].Ok, checks[1].Ok);
    }
}
