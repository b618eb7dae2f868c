using System.Net;
using GreyActors.Core.Traps;
using Xunit;

namespace GreyActors.Core.Tests.Traps;

public sealed class TrapCopyTests
{
    private const long Epoch = 7;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TrapState _state = new();
    private readonly TrappedClients _shown = new();
    private readonly TrapCopy _copy;

    public TrapCopyTests() => _copy = new TrapCopy(_shown);

    [Fact]
    public void A_copy_has_all_clients_after_its_last_part()
    {
        Trap(1, 2, 3, 4, 5);

        Assert.True(_copy.Take(_state.ChangesAfter(_copy.Last, 2, Epoch)));
        Assert.True(_copy.Take(_state.ChangesAfter(_copy.Last, 2, Epoch)));
        Assert.False(IsTrapped(1) || _copy.IsComplete);
        Assert.False(_copy.Take(_state.ChangesAfter(_copy.Last, 2, Epoch)));

        Assert.All([1, 2, 3, 4, 5], client => Assert.True(IsTrapped(client)));
        Assert.True(_copy.IsComplete);
    }

    [Fact]
    public void A_part_that_is_exactly_full_is_the_last_one()
    {
        Trap(1, 2);

        Assert.False(_copy.Take(_state.ChangesAfter(_copy.Last, 2, Epoch)));
        Assert.True(IsTrapped(2));
    }

    [Fact]
    public void An_empty_state_makes_a_complete_copy()
    {
        Assert.False(Update());

        Assert.True(_copy.IsComplete);
        Assert.Equal((Epoch, TrapCopy.Nothing), (_copy.Epoch, _copy.Last));
    }

    [Fact]
    public void A_later_part_has_only_the_clients_that_were_trapped_since()
    {
        Trap(1, 2);
        Update();
        Trap(3, 1);

        Assert.Equal(["192.0.2.3", "192.0.2.1"], _state.ChangesAfter(_copy.Last, 10, Epoch).Clients.Select(client => client.Client));
        Update();

        Assert.True(IsTrapped(3));
        Assert.Equal(3, _copy.Count);
        Assert.Empty(_state.ChangesAfter(_copy.Last, 10, Epoch).Clients);
    }

    [Fact]
    public void A_part_that_is_not_the_next_one_is_ignored()
    {
        Trap(1);
        var late = _state.ChangesAfter(TrapCopy.Nothing, 10, Epoch);
        Update();
        Trap(2);
        Update();
        Trap(3);

        Assert.False(_copy.Take(late));
        Assert.False(_copy.Take(_state.ChangesAfter(_copy.Last, 10, Epoch + 1)));

        Assert.Equal(2, _copy.Count);
        Assert.False(IsTrapped(3));
        Update();
        Assert.True(IsTrapped(3));
    }

    [Fact]
    public void The_earlier_copy_is_shown_until_that_of_a_new_epoch_is_complete()
    {
        Trap(1, 2, 3);
        Update();
        _state.Apply(new TrapEvent.Released(TrappedClient.NetworkOf(Client(1))));

        Assert.True(_copy.Take(_state.ChangesAfter(TrapCopy.Nothing, 1, Epoch + 1)));
        Assert.True(IsTrapped(1));
        Assert.False(_copy.Take(_state.ChangesAfter(_copy.Last, 1, Epoch + 1)));

        Assert.False(IsTrapped(1));
        Assert.True(IsTrapped(2) && IsTrapped(3));
    }

    [Fact]
    public void A_client_that_a_judge_trapped_is_found_until_the_copy_has_it()
    {
        Update();
        _shown.Add(Client(9), new TrapNote("old@example.com", Now + Lifetime));
        Assert.True(IsTrapped(9));

        // The answer to a question that was asked before.
        Update();
        Assert.True(IsTrapped(9));
        Update();
        Assert.False(IsTrapped(9));
    }

    [Fact]
    public void A_client_that_a_judge_trapped_is_released_when_its_time_is_over()
    {
        Update();
        _shown.Add(Client(9), new TrapNote("old@example.com", Now));

        Assert.False(IsTrapped(9));
    }

    [Fact]
    public void The_state_of_the_same_machine_needs_no_additions()
    {
        var shown = new TrappedClients();
        shown.Publish(_state);
        shown.Add(Client(1), new TrapNote("old@example.com", Now + Lifetime));

        Assert.Null(shown.Find(Client(1), Lifetime, Now));
    }

    [Fact]
    public void The_clients_of_a_copy_expire()
    {
        Trap(1);
        Update();

        _copy.Expire(Lifetime, Now + Lifetime);

        Assert.Equal(0, _copy.Count);
    }

    private static IPAddress Client(int number) => IPAddress.Parse($"192.0.2.{number}");

    private void Trap(params int[] clients)
    {
        foreach (var client in clients)
            _state.Apply(new TrapEvent.Trapped(new TrappedClient(TrappedClient.NetworkOf(Client(client)), Now.ToUnixTimeMilliseconds(), Now.ToUnixTimeMilliseconds(), "old@example.com")));
    }

    private bool Update() => _copy.Take(_state.ChangesAfter(_copy.Last, 1000, Epoch));

    private bool IsTrapped(int client) => _shown.Find(Client(client), Lifetime, Now) is not null;
}
