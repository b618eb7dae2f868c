using System.Net.Sockets;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class DescriptorReserveTests
{
    private int _free = 3;

    [Fact]
    public void A_released_reserve_frees_all_its_descriptors_once()
    {
        using var reserve = Filled();

        Assert.True(reserve.GiveUp(now: 0));
        Assert.Equal(3, _free);
        Assert.False(reserve.GiveUp(now: 1));
    }

    [Fact]
    public void A_reserve_is_taken_again_after_a_second_and_only_as_a_whole()
    {
        using var reserve = Filled();
        reserve.GiveUp(now: 0);

        Assert.False(reserve.IsHeld(now: 999));
        _free = 2;
        Assert.False(reserve.IsHeld(now: 1000));
        Assert.Equal(2, _free);
        _free = 3;
        Assert.False(reserve.IsHeld(now: 1999));
        Assert.True(reserve.IsHeld(now: 2000));
        Assert.Equal(0, _free);
    }

    [Fact]
    public void The_reserve_of_the_process_holds_real_descriptors()
    {
        using var reserve = DescriptorReserve.OfProcess(5);
        Assert.True(reserve.IsHeld(now: 0));
        Assert.True(reserve.GiveUp(now: 0));
    }

    private DescriptorReserve Filled()
    {
        var reserve = new DescriptorReserve(3, () => new Held(this));
        Assert.True(reserve.IsHeld(now: 5_000));
        return reserve;
    }

    private sealed class Held : IDisposable
    {
        private readonly DescriptorReserveTests _test;

        public Held(DescriptorReserveTests test)
        {
            if (test._free == 0)
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            test._free--;
            _test = test;
        }

        public void Dispose() => _test._free++;
    }
}
