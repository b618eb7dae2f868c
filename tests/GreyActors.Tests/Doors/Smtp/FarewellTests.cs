using GreyActors.Doors.Smtp;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Doors.Smtp;

public sealed class FarewellTests
{
    private static readonly Control[] Ends = [Control.Drain.Instance, Control.OutOfTime.Instance, Control.ClientSilent.Instance, Control.EndedByOperator.Instance];

    [Fact]
    public void The_first_reason_is_kept_and_the_more_urgent_time()
    {
        foreach (var (first, later) in Ends.SelectMany(first => Ends.Select(later => (first, later))))
        {
            var farewell = Farewell.For(first)!.And(Farewell.For(later)!);

            Assert.Equal(Farewell.For(first)!.Reply, farewell.Reply);
            Assert.Equal(first is not Control.Drain || later is not Control.Drain, farewell.AtOnce);
        }
    }

    [Fact]
    public void Every_farewell_is_421() => Assert.All(Ends, end => Assert.Equal(421, Farewell.For(end)!.Reply.Code));
}
