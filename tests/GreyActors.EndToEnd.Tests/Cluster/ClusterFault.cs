namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>A fault of one machine, of a line or of PostgreSQL: how it begins, and how it ends.</summary>
/// <param name="Name">The name, for the report.</param>
/// <param name="Begin">Begins it.</param>
/// <param name="End">Ends it. The cluster recovers afterwards.</param>
/// <param name="Longest">The longest time between the two.</param>
public sealed record ClusterFault(string Name, Func<Task> Begin, Func<Task> End, TimeSpan Longest)
{
    /// <summary>A fault of a random kind, at a random machine.</summary>
    public static ClusterFault Random(ClusterUnderTest cluster, ClusterRecorder recorder)
    {
        var machine = System.Random.Shared.Next(cluster.Machines.Count);
        return System.Random.Shared.Next(9) switch
        {
            0 or 1 => Kill(cluster, recorder, machine),
            2 => Pause(cluster, machine),
            3 or 4 => Isolate(cluster, machine),
            5 => PostgresStops(cluster),
            6 => PostgresHangs(cluster),
            7 => DatabaseLineBreaks(cluster, machine),
            _ => Terminate(cluster, machine),
        };
    }

    /// <summary>kill -9 of a machine, which starts again at the end.</summary>
    public static ClusterFault Kill(ClusterUnderTest cluster, ClusterRecorder recorder, int machine) => Of(
        $"machine {machine + 1} is killed",
        async () =>
        {
            await cluster.Machines[machine].Kill9();
            recorder.NoteKill(machine + 1);
        },
        () => Done(() => cluster.Machines[machine].Restart()));

    /// <summary>SIGSTOP of a machine for as long as a minute.</summary>
    public static ClusterFault Pause(ClusterUnderTest cluster, int machine) => Of(
        $"machine {machine + 1} is stopped",
        () => Done(() => cluster.Machines[machine].Program.Signal("STOP")),
        () => Done(() => cluster.Machines[machine].Program.Signal("CONT")),
        seconds: 60);

    /// <summary>A cut between a machine and all others.</summary>
    public static ClusterFault Isolate(ClusterUnderTest cluster, int machine) => Of(
        $"machine {machine + 1} is cut from the others",
        () => Done(() => cluster.Lines.Isolate(machine)),
        () => Done(cluster.Lines.Repair),
        seconds: 40);

    /// <summary>PostgreSQL stops as by a crash.</summary>
    public static ClusterFault PostgresStops(ClusterUnderTest cluster) => Of(
        "PostgreSQL is stopped", () => Done(() => cluster.Postgres.Stop(asByCrash: true)), () => Done(cluster.Postgres.StartAgain));

    /// <summary>PostgreSQL hangs.</summary>
    public static ClusterFault PostgresHangs(ClusterUnderTest cluster) => Of(
        "PostgreSQL hangs", () => Done(cluster.Postgres.Pause), () => Done(cluster.Postgres.Resume));

    /// <summary>The line between a machine and PostgreSQL is cut.</summary>
    public static ClusterFault DatabaseLineBreaks(ClusterUnderTest cluster, int machine) => Of(
        $"machine {machine + 1} is cut from PostgreSQL",
        () => Done(cluster.Machines[machine].Database.Cut),
        () => Done(cluster.Machines[machine].Database.Repair),
        seconds: 40);

    /// <summary>SIGTERM of a machine, which starts again at the end.</summary>
    public static ClusterFault Terminate(ClusterUnderTest cluster, int machine) => Of(
        $"machine {machine + 1} is terminated",
        async () => await cluster.Machines[machine].Terminate(),
        () => Done(() => cluster.Machines[machine].Restart()));

    private static ClusterFault Of(string name, Func<Task> begin, Func<Task> end, int seconds = 20) => new(name, begin, end, TimeSpan.FromSeconds(seconds));

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
