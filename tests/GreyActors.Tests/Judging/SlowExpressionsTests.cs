using GreyActors.Core.Access;
using GreyActors.Judging;
using Xunit;

namespace GreyActors.Tests.Judging;

public sealed class SlowExpressionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void An_expression_is_worth_a_line_once_an_hour()
    {
        var told = new SlowExpressions();
        var (slow, other) = (new AccessMatch(AccessList.WhitelistedSenders, "/(a)\\1/"), new AccessMatch(AccessList.WhitelistedRecipients, "/(a)\\1/"));
        Assert.True(told.IsWorthALine(slow, Now));
        Assert.False(told.IsWorthALine(slow, Now));
        Assert.True(told.IsWorthALine(other, Now));
        Assert.False(told.IsWorthALine(slow, Now + TimeSpan.FromMinutes(59)));
        Assert.True(told.IsWorthALine(slow, Now + TimeSpan.FromMinutes(60)));
        Assert.False(told.IsWorthALine(slow, Now + TimeSpan.FromMinutes(61)));
    }
}
