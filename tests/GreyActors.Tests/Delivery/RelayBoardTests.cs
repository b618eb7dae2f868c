using System.Net;
using Akka.Actor;
using GreyActors.Core.Access;
using GreyActors.Delivery;
using GreyActors.Tests.Doors.Smtp;
using Xunit;

namespace GreyActors.Tests.Delivery;

public sealed class RelayBoardTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private static readonly DnsEndPoint First = new("first.example.test", 25);
    private static readonly DnsEndPoint Second = new("second.example.test", 25);

    [Fact]
    public void A_server_that_is_named_again_is_not_given_its_limit_twice()
    {
        var before = BoardOf(First, before: null);
        var place = before.BudgetOf(First).Claim(Client, ActorRefs.Nobody, mayWait: false);
        var between = BoardOf(Second, BoardOf(Second, before));

        Assert.Equal(1, BoardOf(First, between).BudgetOf(First).Open);

        place!.GiveBack();
        Assert.NotSame(before.BudgetOf(First), BoardOf(First, BoardOf(Second, between)).BudgetOf(First));
    }

    private static RelayBoard BoardOf(DnsEndPoint server, RelayBoard? before)
    {
        var settings = TestSettings.Plain with { Relay = TestSettings.Plain.Relay with { To = [server] } };
        return RelayBoard.Of(settings, AccessPolicy.Compile(settings.Access), before);
    }
}
