using System.Diagnostics;
using System.Reflection;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using GreyActors.Tests.Architecture;
using Xunit;

namespace GreyActors.Tests.Hosting;

/// <summary>An exception never stops a part of the program permanently: the part is restarted, or the process ends with 70.</summary>
/// <remarks>
/// The tables are complete: every actor of an idle program, and every loop or callback outside actors, must be in one of them. The actors of a
/// session, a request or a relay end with it; <c>NoActivityTimeoutTests</c> and <c>TripletReadingTests</c> test those.
/// </remarks>
public sealed class EveryPartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // An actor that changes its behaviour meanwhile does not fail.
    private static readonly TimeSpan BetweenFailures = TimeSpan.FromMilliseconds(100);

    // Actors whose failure ends the process.
    private static readonly string[] Vital =
    [
        "/user/greylist-server", "/user/greylist-server/mail-log", "/user/greylist-server/greylist", "/user/greylist-server/clients",
        "/user/greylist-server/backends", "/user/greylist-server/listener-0", "/user/greylist-server/backends/server-0", "/user/greylist-server/reputation",
        "/user/greylist-server/traps", "/user/greylist-server/recipient-verifier",
    ];

    // Actors that are restarted.
    private static readonly string[] Mortal =
    [
        "/user/greylist-server/greylist/store", "/user/greylist-server/greylist/partition-00", "/user/greylist-server/greylist/partition-01",
        "/user/greylist-server/clients/partition-00", "/user/greylist-server/clients/partition-01", "/user/greylist-server/traps/partition-00",
        "/system/akka.persistence.journal.greylist", "/system/akka.persistence.snapshot-store.greylist",
        "/user/introspector", "/user/decision-log", "/user/outcome-keeper", "/user/periodic-wakeup", "/user/configuration-keeper", "/user/top-level-guard", "/user/service-reporter",
    ];

    // Threads, timers and callbacks outside actors, by file; the outcome of an exception, and its test.
    private static readonly (string File, string Outcome, string Test)[] Loops =
    [
        ("Components/BackgroundWriter.cs", "its owner reports it", "BackgroundWriterTests.An_exception_of_a_step_is_reported_and_the_thread_goes_on"),
        ("Cli/Screen.cs", "a command that asks the service ends", ""),
        ("Cli/TreeCommand.cs", "a command that asks the service ends", ""),
        ("Demo/DemoScreen.cs", "the demo ends", ""),
        ("Demo/DemoService.cs", "the demo ends", ""),
        ("Dispatch/ActorChain.cs", "Akka runs the actors, and supervises them", "ActorChainTests.An_actor_queued_after_a_failure_still_runs"),
        ("Storage/Postgres/PostgresKeeper.cs", "the keeper is informed", "PostgresFailureTests.A_stopped_server_delays_no_mail_and_the_store_is_used_again_when_the_server_starts"),
        ("Storage/Sqlite/GreylistSnapshotStore.cs", "the partition is informed", "FailedSnapshotTests.A_snapshot_that_failed_is_saved_after_the_back_off_without_another_event"),
        ("Storage/Sqlite/RepeatedWork.cs", "it is repeated after a back-off", "RepeatedWorkTests.Failed_work_is_repeated_whatever_the_exception"),
        ("Storage/Sqlite/StoreJournal.cs", "the partition is informed", "GreylistPartitionTests.Attempts_of_an_absent_partition_are_answered_at_once_and_other_partitions_still_judge"),
        ("Storage/Sqlite/StoreKeeper.cs", "the keeper is informed", "StoreKeeperTests.A_temporarily_unreadable_folder_is_reported_and_nothing_is_replaced"),
        ("Storage/Sqlite/StoreWriter.cs", "the caller of the step is informed", "StoreWriterTests.A_failed_chore_undoes_its_step_and_the_writer_continues"),
        ("Hosting/ConfigurationKeeper.cs", "the keeper is informed", "ConfigurationKeeperTests"),
        ("Hosting/GreyActorsHost.cs", "the program is already stopping", ""),
        ("Hosting/MemoryGuard.cs", "the process ends with 70", "UnsupervisedThreadTests"),
        ("Hosting/ProcessSignals.cs", "the process ends with 70", "UnsupervisedThreadTests"),
        ("Hosting/SignalLifetime.cs", "the program is already stopping", ""),
        ("Hosting/StopDeadline.cs", "the process ends", "HungDiskTests.A_stop_on_a_frozen_disk_ends_in_time_except_for_threads_in_the_kernel"),
        ("Net/SocketListener.cs", "only that connection ends", "SocketListenerTests"),
        ("Observability/LogWriter.cs", "the lines are buffered", "LogWriterTests.An_exception_in_any_step_is_reported_and_the_log_continues"),
        ("Observability/LogFiles.cs", "the old files stay open", "LogFilesTests"),
    ];

    public static TheoryData<string> VitalParts => [.. Vital];

    [Theory]
    [MemberData(nameof(VitalParts))]
    public async Task An_exception_in_a_vital_part_ends_the_process_with_70(string path)
    {
        await using var host = await RunningHost.Start();
        var part = await host.Find(path);
        var watch = Stopwatch.StartNew();
        do
        {
            Fail(part);
            Assert.True(watch.Elapsed < Patience, $"{path} has failed, and the process goes on.");
            await Task.WhenAny(host.GaveUp, Task.Delay(BetweenFailures));
        }
        while (!host.GaveUp.IsCompleted);
        Assert.Equal(ExitCode.Software, await host.GaveUp);
    }

    [Fact]
    public async Task An_exception_in_any_other_part_restarts_the_part()
    {
        await using var host = await RunningHost.Start();
        // This actor exists only with a service manager.
        using var manager = new ServiceManager("@greyactors-test-of-every-part", watchdog: null);
        host.System.ActorOf(ServiceReporter.Props(manager, ["/user/greylist-server"], TimeProvider.System), "service-reporter");
        foreach (var path in Mortal)
        {
            var part = await host.Find(path);
            var before = ActorOf(part);
            var watch = Stopwatch.StartNew();
            // Restarted by its parent, or by Akka with the same reference.
            while (ReferenceEquals(ActorOf(part), before))
            {
                Fail(part);
                Assert.True(watch.Elapsed < Patience, $"{path} does not fail.");
                await Task.Delay(BetweenFailures);
            }

            await host.Find(path);
        }

        Assert.False(host.GaveUp.IsCompleted);
        // The actors not only exist, but work again.
        var judged = await (await host.Find("/user/greylist-server/clients")).Ask<Judged>(
            new JudgeAttempt(1, new Attempt([new ClientIdentity("192.0.2.0/24")], "ann@example.org", "bob@example.test") { Organisation = "example.org" }), Patience);
        Assert.IsType<JudgeOutcome.Decided>(judged.Outcome);
        var readiness = await (await host.Find("/user/greylist-server/greylist/store")).Ask<Readiness>(GetReadiness.Instance, Patience);
        Assert.NotEmpty(readiness.Checks);
    }

    [Fact]
    public async Task A_top_level_actor_that_stops_ends_the_process_with_70()
    {
        await using var host = await RunningHost.Start();
        host.System.Stop(await host.Find("/user/configuration-keeper"));
        Assert.Equal(ExitCode.Software, await host.GaveUp.WaitAsync(Patience));
    }

    [Fact]
    public async Task Every_actor_of_an_idle_program_is_in_the_table()
    {
        await using var host = await RunningHost.Start();
        await host.Find("/user/top-level-guard");
        var user = (ActorRefWithCell)((ExtendedActorSystem)host.System).Guardian;
        var running = Below(user).Select(part => part.Path.ToStringWithoutAddress()).Where(path => !path.Contains("/$", StringComparison.Ordinal)
            && !path.Contains("/probe", StringComparison.Ordinal));
        Assert.Empty(running.Except([.. Vital, .. Mortal]));
    }

    [Fact]
    public void Every_loop_and_callback_outside_actors_is_in_the_table_with_its_test()
    {
        string[] beginnings = ["new Thread(", "Task.Run(", "new PeriodicTimer(", "PeriodicTimer _", "new Timer(", "PosixSignalRegistration.Create(", "UnsafeQueueUserWorkItem("];
        var found = SourceTree.Sources
            .Where(file => beginnings.Any(beginning => file.Text.Contains(beginning, StringComparison.Ordinal)))
            .Select(file => file.Path);
        Assert.All(found, path => Assert.Contains(Loops, loop => path.EndsWith(loop.File, StringComparison.Ordinal)));
        Assert.All(Loops.Where(loop => loop.Test.Length > 0), loop => Assert.True(IsTest(loop.Test), $"There is no test {loop.Test}."));
    }

    // In this project or in the end-to-end tests.
    private static bool IsTest(string name)
    {
        var parts = name.Split('.');
        var file = Assert.Single(SourceTree.Tests, test => test.Path.EndsWith($"/{parts[0]}.cs", StringComparison.Ordinal));
        return parts.Length == 1 || file.Text.Contains($" {parts[1]}(", StringComparison.Ordinal);
    }

    private static void Fail(IActorRef part)
    {
        CellOf(part).Become(_ => throw new InvalidOperationException("The test fails."));
        part.Tell("the message at which it fails");
    }

    private static ActorBase? ActorOf(IActorRef part) =>
        (ActorBase?)typeof(ActorCell).GetProperty("Actor", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(CellOf(part));

    private static ActorCell CellOf(IActorRef part) => (ActorCell)((ActorRefWithCell)part).Underlying;

    private static IEnumerable<IActorRef> Below(ActorRefWithCell part) =>
        part.Children.OfType<ActorRefWithCell>().SelectMany(child => Below(child).Prepend(child));
}
