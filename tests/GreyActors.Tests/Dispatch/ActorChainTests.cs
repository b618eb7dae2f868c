using System.Collections.Concurrent;
using Akka.Dispatch;
using GreyActors.Dispatch;
using Xunit;

namespace GreyActors.Tests.Dispatch;

public sealed class ActorChainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<(string Name, int Thread)> _ran = new();

    [Fact]
    public void Who_is_told_something_in_a_chain_runs_behind_it_on_the_same_thread()
    {
        AsQuickAsItShould(3, () =>
        {
            ActorChain.Add(Runs("second", () => ActorChain.Add(Runs("third"))));
            Note("first");
        });

        Assert.Equal(["first", "second", "third"], _ran.Select(one => one.Name));
        Assert.All(_ran, one => Assert.Equal(Environment.CurrentManagedThreadId, one.Thread));
    }

    [Fact]
    public void Outside_a_chain_an_actor_runs_on_a_thread_of_the_pool()
    {
        using var done = new ManualResetEventSlim();
        var isPools = false;
        ActorChain.Add(Runs("alone", () =>
        {
            isPools = Thread.CurrentThread.IsThreadPoolThread;
            done.Set();
        }));

        Assert.True(done.Wait(Patience));
        Assert.True(isPools);
    }

    [Fact]
    public void A_chain_in_a_chain_is_the_same_chain()
    {
        AsQuickAsItShould(2, () =>
        {
            ActorChain.Run(_ => ActorChain.Add(Runs("told by the inner")), 0);
            Note("the outer's end");
        });

        Assert.Equal(["the outer's end", "told by the inner"], _ran.Select(one => one.Name));
    }

    [Fact]
    public void When_many_wait_others_are_run_by_other_threads_meanwhile()
    {
        using var done = new ManualResetEventSlim();
        ActorChain.Run(
            _ =>
            {
                for (var i = 0; i < 8; i++)
                    ActorChain.Add(Runs($"waits {i}"));
                ActorChain.Add(Runs("elsewhere", done.Set));
                Assert.True(done.Wait(Patience));
            },
            0);

        Assert.NotEqual(Environment.CurrentManagedThreadId, _ran.Single(one => one.Name == "elsewhere").Thread);
    }

    [Fact]
    public void Who_waits_behind_something_long_is_run_by_other_threads()
    {
        using var done = new ManualResetEventSlim();
        ActorChain.Run(
            _ =>
            {
                ActorChain.Add(Runs("behind", done.Set));
                Thread.Sleep(TimeSpan.FromMilliseconds(20));
            },
            0);

        Assert.True(done.Wait(Patience));
        Assert.NotEqual(Environment.CurrentManagedThreadId, _ran.Single().Thread);
    }

    [Fact]
    public void Actors_that_tell_each_other_for_ever_do_not_keep_the_thread()
    {
        using var goesOn = new ManualResetEventSlim();
        var thread = Environment.CurrentManagedThreadId;
        var isEnough = false;
        IRunnable endless = null!;
        endless = Runs("again", () =>
        {
            if (Environment.CurrentManagedThreadId != thread)
                goesOn.Set();
            if (!Volatile.Read(ref isEnough))
                ActorChain.Add(endless);
        });

        ActorChain.Run(static first => first.Run(), endless);

        Assert.True(goesOn.Wait(Patience));
        Volatile.Write(ref isEnough, true);
    }

    [Fact]
    public void What_waits_behind_a_failure_is_run_nevertheless()
    {
        using var done = new ManualResetEventSlim();
        Assert.Throws<InvalidOperationException>(() => ActorChain.Run(
            _ =>
            {
                ActorChain.Add(Runs("behind", done.Set));
                throw new InvalidOperationException("a bug");
            },
            0));

        Assert.True(done.Wait(Patience));
        AsQuickAsItShould(1, () => ActorChain.Add(Runs("in the next chain")));
        Assert.Equal(Environment.CurrentManagedThreadId, _ran.Single().Thread);
    }

    // A machine that is busy may take this thread away for longer than a chain lasts: then again.
    private void AsQuickAsItShould(int steps, Action first)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            _ran.Clear();
            ActorChain.Run(static first => first(), first);
            Assert.True(SpinWait.SpinUntil(() => _ran.Count == steps, Patience));
            if (_ran.All(one => one.Thread == Environment.CurrentManagedThreadId))
                return;
        }
    }

    private void Note(string name) => _ran.Enqueue((name, Environment.CurrentManagedThreadId));

    private Runnable Runs(string name, Action? then = null) => new(() =>
    {
        Note(name);
        then?.Invoke();
    });

    private sealed class Runnable(Action action) : IRunnable
    {
        public void Run() => action();

        public void Execute() => Run();
    }
}
