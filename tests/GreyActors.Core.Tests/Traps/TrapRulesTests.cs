using System.Net;
using GreyActors.Core.Traps;
using Xunit;

namespace GreyActors.Core.Tests.Traps;

public sealed class TrapRulesTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    private readonly TrapState _state = new();
    private readonly TrappedClients _shown = new();

    public TrapRulesTests() => _shown.Publish(_state);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void A_client_is_trapped_by_its_address_or_its_network_of_64_bits(string trapped, string other, bool isTrapped)
    {
        Trap(IPAddress.Parse(trapped), Now);

        Assert.Equal(isTrapped, _shown.Find(IPAddress.Parse(other), Day, Now) is not null);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void A_client_is_released_when_its_time_is_over(int milliseconds, bool isTrapped)
    {
        Trap(Client, Now);

        var found = _shown.Find(Client, Day, Now + Day + TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(isTrapped ? new TrapNote("old@example.com", Now + Day) : null, found);
    }

    [Fact]
    public void Further_mail_to_a_trap_renews_the_time_and_names_the_last_trap()
    {
        Trap(Client, Now);
        Trap(Client, Now + TimeSpan.FromHours(23), "other@example.com");

        Assert.Equal(new TrapNote("other@example.com", Now + TimeSpan.FromHours(47)), _shown.Find(Client, Day, Now + TimeSpan.FromHours(46)));
        Assert.Equal(Now.ToUnixTimeMilliseconds(), _state.Find(TrappedClient.NetworkOf(Client))!.Since);
    }

    [Fact]
    public void A_client_that_was_released_is_trapped_since_the_new_mail()
    {
        Trap(Client, Now);
        Trap(Client, Now + Day);

        Assert.Equal((Now + Day).ToUnixTimeMilliseconds(), _state.Find(TrappedClient.NetworkOf(Client))!.Since);
    }

    [Theory]
    [InlineData(24 * 60 * 60, 59_999, false)]
    [InlineData(24 * 60 * 60, 60_000, true)]
    [InlineData(100, 999, false)]
    [InlineData(100, 1000, true)]
    public void A_stream_of_mail_to_a_trap_makes_few_events(int lifetime, int milliseconds, bool isEvent)
    {
        var lasts = TimeSpan.FromSeconds(lifetime);
        _state.Apply(TrapRules.Trap(_state, Client, "old@example.com", lasts, Now)!);

        Assert.Equal(isEvent, TrapRules.Trap(_state, Client, "old@example.com", lasts, Now + TimeSpan.FromMilliseconds(milliseconds)) is not null);
    }

    [Fact]
    public void A_longer_lifetime_counts_from_the_last_mail()
    {
        Trap(Client, Now);

        Assert.Equal(Now + (2 * Day), _shown.Find(Client, 2 * Day, Now + Day)!.Value.Until);
    }

    private void Trap(IPAddress client, DateTimeOffset at, string trap = "old@example.com") => _state.Apply(TrapRules.Trap(_state, client, trap, Day, at)!);
}
