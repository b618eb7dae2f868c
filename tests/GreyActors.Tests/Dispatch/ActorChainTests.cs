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
    public void An_actor_that_gets_a_message_in_a_chain_runs_next_on_the_same_thread()
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
    public void An_actor_outside_a_chain_runs_on_a_thread_of_the_pool()
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
    public void A_chain_started_within_a_chain_joins_it()
    {
        AsQuickAsItShould(2, () =>
        {
            ActorChain.Run(_ => ActorChain.Add(Runs("told by the inner")), 0);
            Note("the outer's end");
        });

        Assert.Equal(["the outer's end", "told by the inner"], _ran.Select(one => one.Name));
    }

    [Fact]
    public void Many_waiting_actors_are_run_by_other_threads()
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
    public void An_actor_queued_behind_a_long_step_moves_to_the_pool()
    {
        using var done = new ManualResetEventSlim();
        ActorChain.Run(
            _ =>
            {
                ActorChain.Add(Runs("next", done.Set));
                Thread.Sleep(TimeSpan.FromMilliseconds(20));
            },
            0);

        Assert.True(done.Wait(Patience));
        Assert.NotEqual(Environment.CurrentManagedThreadId, _ran.Single().Thread);
    }

    [Fact]
    public void Actors_that_send_each_other_messages_endlessly_release_the_thread()
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
    public void An_actor_queued_after_a_failure_still_runs()
    {
        using var done = new ManualResetEventSlim();
        Assert.Throws<InvalidOperationException>(() => ActorChain.Run(
            _ =>
            {
                ActorChain.Add(Runs("next", done.Set));
                throw new InvalidOperationException("a bug");
            },
            0));

        Assert.True(done.Wait(Patience));
        AsQuickAsItShould(1, () => ActorChain.Add(Runs("in the next chain")));
        Assert.Equal(Environment.CurrentManagedThreadId, _ran.Single().Thread);
    }

    // A busy machine may suspend this thread for longer than a chain lasts: then the test tries again.
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
