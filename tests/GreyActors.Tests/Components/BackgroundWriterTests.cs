using System.Collections.Concurrent;
using System.Diagnostics;
using GreyActors.Components;
using Xunit;

namespace GreyActors.Tests.Components;

public sealed class BackgroundWriterTests : IDisposable
{
    private const int Capacity = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BackgroundWriter<string> _writer;
    private readonly ConcurrentQueue<string> _handled = [];
    private readonly ConcurrentQueue<Exception> _failures = [];
    private readonly SemaphoreSlim _steps = new(0);
    private readonly ManualResetEventSlim _go = new(initialState: true);
    private volatile int _again;
    private volatile bool _isEnded;

    public BackgroundWriterTests()
    {
        _writer = new BackgroundWriter<string>("test", Capacity, Step, _failures.Enqueue, () => _isEnded = true);
        _writer.Start();
    }

    public void Dispose()
    {
        _go.Set();
        _writer.Close();
        Assert.True(_writer.Join(Patience));
        _go.Dispose();
        _steps.Dispose();
    }

    [Fact]
    public void Items_are_handled_in_order_and_those_that_wait_together()
    {
        Hold();
        Assert.True(_writer.TryAdd("b"));
        Assert.True(_writer.TryAdd("c"));
        _go.Set();
        Await(() => _handled.Count == 2);
        Assert.Equal(["a", "b c"], _handled);
    }

    [Fact]
    public void A_full_queue_refuses_an_item_and_accepts_again_when_there_is_room()
    {
        Hold();
        for (var item = 0; item < Capacity; item++)
            Assert.True(_writer.TryAdd("b"));
        Assert.False(_writer.TryAdd("refused"));
        Assert.Equal(Capacity, _writer.Count);
        _go.Set();
        Await(() => _handled.Count == 2);
        Assert.True(_writer.TryAdd("c"));
        Await(() => _handled.Count == 3);
        Assert.Equal(["a", "b b b", "c"], _handled);
    }

    [Fact]
    public void An_exception_of_a_step_is_reported_and_the_thread_goes_on()
    {
        Assert.True(_writer.TryAdd("fail"));
        Await(() => !_failures.IsEmpty);
        Assert.Equal("The test fails.", Assert.Single(_failures).Message);
        Assert.True(_writer.TryAdd("a"));
        Await(() => _handled.Contains("a"));
        Assert.False(_isEnded);
    }

    [Fact]
    public void A_step_with_more_to_do_is_called_again_without_an_item()
    {
        _again = 5;
        Assert.True(_writer.TryAdd("a"));
        for (var step = 0; step < 6; step++)
            Assert.True(_steps.Wait(Patience));
        Assert.False(_steps.Wait(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void A_closed_queue_refuses_items_and_its_rest_is_handled_before_the_end()
    {
        Hold();
        Assert.True(_writer.TryAdd("b"));
        _again = 3;
        _writer.Close();
        Assert.False(_writer.TryAdd("refused"));
        Assert.False(_isEnded);
        _go.Set();
        Assert.True(_writer.Join(Patience));
        Assert.True(_isEnded);
        Assert.Equal(0, _again);
        Assert.Equal(["a", "b"], _handled.Where(batch => batch.Length > 0));
    }

    [Fact]
    public void A_step_that_hangs_does_not_delay_the_end()
    {
        Hold();
        _writer.Close();
        var watch = Stopwatch.StartNew();
        Assert.False(_writer.Join(TimeSpan.FromMilliseconds(50)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    [Fact]
    public void A_step_is_called_after_the_longest_idle_time()
    {
        using var called = new ManualResetEventSlim();
        var idle = new BackgroundWriter<string>("idle", Capacity, () => Signalled(called), _ => { }, () => { }) { LongestIdle = TimeSpan.FromMilliseconds(10) };
        idle.Start();
        Assert.True(called.Wait(Patience));
        idle.Close();
        Assert.True(idle.Join(Patience));
    }

    private static bool Signalled(ManualResetEventSlim called)
    {
        called.Set();
        return false;
    }

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience));

    // The step with "a" has begun, and waits.
    private void Hold()
    {
        _go.Reset();
        Assert.True(_writer.TryAdd("a"));
        Await(() => _writer.Count == 0);
    }

    private bool Step()
    {
        var batch = new List<string>();
        _writer.TakeAll(batch);
        _go.Wait();
        if (batch.Contains("fail"))
            throw new InvalidOperationException("The test fails.");
        if (batch.Count > 0)
            _handled.Enqueue(string.Join(' ', batch));
        _steps.Release();
        if (_again == 0)
            return false;
        _again--;
        return true;
    }
}
