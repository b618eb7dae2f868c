using System.Net;
using GreyActors.Core.Traps;
using Xunit;

namespace GreyActors.Core.Tests.Traps;

public sealed class TrapStateTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly TrapState _state = new(most: 3);

    [Fact]
    public void Of_too_many_clients_the_one_with_the_oldest_mail_is_forgotten()
    {
        Trap(1, 2, 3, 1, 4);

        Assert.Equal(["192.0.2.4", "192.0.2.1", "192.0.2.3"], Listed(_state));
        Assert.Equal(3, _state.Count);
        Assert.Null(_state.Find(NetworkOf(2)));
    }

    [Fact]
    public void A_released_client_is_forgotten()
    {
        Trap(1, 2);
        _state.Apply(new TrapEvent.Released(NetworkOf(1)));

        Assert.Equal(["192.0.2.2"], Listed(_state));
        Assert.Null(_state.Find(NetworkOf(1)));
    }

    [Fact]
    public void Clients_expire_and_the_others_stay()
    {
        Trap(1, 2, 3);

        Assert.Equal(2, _state.Expire(Day, Now + Day + TimeSpan.FromSeconds(2)));
        Assert.Equal(["192.0.2.3"], Listed(_state));
    }

    [Fact]
    public void An_expired_client_is_not_listed_before_the_next_sweep()
    {
        Trap(1);

        Assert.Empty(_state.List(10, null, Day, Now + TimeSpan.FromSeconds(1) + Day).Clients);
    }

    [Fact]
    public void A_snapshot_restores_the_clients_in_their_order()
    {
        Trap(1, 2, 3, 1);
        var restored = new TrapState(most: 3);
        restored.Restore(_state.TakeSnapshot());
        var client = TrapRules.Trap(restored, IPAddress.Parse("192.0.2.9"), "old@example.com", Day, Now)!;
        restored.Apply(client);

        Assert.Equal(["192.0.2.9", "192.0.2.1", "192.0.2.3"], Listed(restored));
    }

    [Fact]
    public void An_event_may_be_applied_twice()
    {
        Trap(1, 2);
        _state.Apply(new TrapEvent.Trapped(_state.Find(NetworkOf(2))!));

        Assert.Equal(["192.0.2.2", "192.0.2.1"], Listed(_state));
    }

    [Fact]
    public void Pages_contain_each_client_once()
    {
        Trap(1, 2, 3);
        var first = _state.List(2, null, Day, Now);
        var last = _state.List(2, first.Next, Day, Now);

        Assert.Equal(["192.0.2.3", "192.0.2.2"], first.Clients.Select(client => client.Client));
        Assert.Equal(["192.0.2.1"], last.Clients.Select(client => client.Client));
        Assert.Equal((3, 3, null), (first.Count, last.Count, last.Next));
    }

    private void Trap(params ReadOnlySpan<int> hosts)
    {
        var second = 0;
        foreach (var host in hosts)
        {
            var at = Now.AddSeconds(++second).ToUnixTimeMilliseconds();
            _state.Apply(new TrapEvent.Trapped(new TrappedClient(NetworkOf(host), at, at, "old@example.com")));
        }
    }

    private static IPNetwork NetworkOf(int host) => new(IPAddress.Parse($"192.0.2.{host}"), 32);

    private static IEnumerable<string> Listed(TrapState state) => state.List(10, null, Day, Now).Clients.Select(client => client.Client);
}
