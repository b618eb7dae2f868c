using GreyActors.Core.Relaying;
using Xunit;

namespace GreyActors.Core.Tests.Relaying;

public sealed class HoldTimeTests
{
    private static readonly HoldLimits Limits = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(600));

    [Fact]
    public void Hold_times_add_up_until_the_place_is_revocable_and_then_until_the_session_ends()
    {
        var time = default(HoldTime).With(TimeSpan.FromSeconds(4), inMailData: false).With(TimeSpan.FromSeconds(5), inMailData: false);
        Assert.Equal(TimeSpan.FromSeconds(1), time.UntilRevocable(Limits, inMailData: false));
        Assert.Equal(TimeSpan.FromSeconds(591), time.UntilTimeout(Limits));

        time = time.With(TimeSpan.FromSeconds(592), inMailData: false);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (time.UntilRevocable(Limits, inMailData: false), time.UntilTimeout(Limits)));
    }

    [Fact]
    public void Hold_times_within_the_mail_data_are_counted_separately()
    {
        var time = default(HoldTime).With(TimeSpan.FromSeconds(59), inMailData: true);
        Assert.Equal(TimeSpan.FromSeconds(1), time.UntilRevocable(Limits, inMailData: true));
        Assert.Equal(TimeSpan.FromSeconds(10), time.UntilRevocable(Limits, inMailData: false));
    }
}
