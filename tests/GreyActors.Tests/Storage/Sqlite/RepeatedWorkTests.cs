using GreyActors.Components;
using GreyActors.Storage.Sqlite;
using Xunit;

namespace GreyActors.Tests.Storage.Sqlite;

public sealed class RepeatedWorkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<Exception> Failures =>
    [
        new IOException("disk"), new InvalidOperationException("state"), new OperationCanceledException("cancelled"), new TimeoutException("late"),
        new ObjectDisposedException("connection"), new NotSupportedException("a bug"),
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failed_work_is_repeated_whatever_the_exception(Exception failure)
    {
        var times = 0;
        var done = new TaskCompletionSource();
        using var work = new RepeatedWork(
            () =>
            {
                if (++times == 5)
                    done.TrySetResult();
                return times % 2 == 0 ? Task.FromException(failure) : times < 4 ? throw failure : Task.CompletedTask;
            },
            TimeSpan.FromMilliseconds(1),
            new BackOff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4)));
        await done.Task.WaitAsync(Patience);
        Assert.True(work.End(Patience));
    }

    [Fact]
    public void Work_that_does_not_end_is_abandoned_within_the_limit()
    {
        using var begun = new ManualResetEventSlim();
        var never = new TaskCompletionSource();
        using var work = new RepeatedWork(
            () =>
            {
                begun.Set();
                return never.Task;
            },
            TimeSpan.Zero,
            BackOff.Default);
        Assert.True(begun.Wait(Patience));
        Assert.False(work.End(TimeSpan.FromMilliseconds(50)));
        never.SetResult();
    }
}
