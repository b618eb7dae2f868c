using System.Diagnostics;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit.Xunit2;
using GreyActors.Cluster.Sharding;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Greylisting;

/// <summary>A store in its own file, a stepped clock, and actor systems over them that can be stopped and started again.</summary>
public sealed class GreylistLab : IAsyncDisposable
{
    public static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);

    private const string OneMachine = """
        akka {
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("greyactors-greylist-");
    private ServiceProvider? _services;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public JournalGate Gate { get; } = new();

    public string StorePath => Path.Combine(_directory.FullName, "var", "greylist.db");

    public StoreSettings Store => new(StoreProvider.Sqlite, StorePath, TimeSpan.FromSeconds(5), Partitions: 16, OnCorruption.Refuse);

    public ActorSystem System { get; private set; } = null!;

    public IActorRef Greylist { get; private set; } = null!;

    /// <summary>Takes the part of the policies, and watches actors; belongs to the current actor system.</summary>
    public TestKit Probe { get; private set; } = null!;

    public PartitionLimits Limits { get; init; } = new();

    /// <summary>Changes the dependencies of the greylist.</summary>
    public Func<GreylistDependencies, GreylistDependencies> With { get; init; } = dependencies => dependencies;

    /// <summary>Whether the actor system is the only machine of a cluster, whose partitions are entities of a shard region.</summary>
    public bool IsCluster { get; init; }

    /// <summary>Replaces the real snapshot store; null: the real one is used.</summary>
    public RefusedSnapshots? Refused { get; init; }

    public static GreylistLab Started(PartitionLimits? limits = null, Func<GreylistDependencies, GreylistDependencies>? with = null)
    {
        var lab = new GreylistLab { Limits = limits ?? new PartitionLimits(), With = with ?? (dependencies => dependencies) };
        lab.Start();
        return lab;
    }

    /// <summary>The same as the only machine of a cluster.</summary>
    public static GreylistLab StartedInCluster()
    {
        var lab = new GreylistLab { IsCluster = true, With = dependencies => dependencies with { Placement = ShardedPlacement.Instance } };
        lab.Start();
        return lab;
    }

    /// <summary>The files as a kill of the process would leave them now: nothing is closed or flushed.</summary>
    public static GreylistLab AfterKilling(GreylistLab victim)
    {
        var lab = new GreylistLab();
        Directory.CreateDirectory(Path.GetDirectoryName(lab.StorePath)!);
        File.Copy(victim.StorePath, lab.StorePath);
        File.Copy($"{victim.StorePath}-wal", $"{lab.StorePath}-wal");
        lab.Clock.Advance(victim.Clock.GetUtcNow() - lab.Clock.GetUtcNow());
        lab.Start();
        return lab;
    }

    /// <summary>A lab over a copy of a store that an earlier release has written.</summary>
    public static GreylistLab Over(string store, DateTimeOffset now)
    {
        var lab = new GreylistLab();
        Directory.CreateDirectory(Path.GetDirectoryName(lab.StorePath)!);
        File.Copy(store, lab.StorePath);
        lab.Clock.Advance(now - lab.Clock.GetUtcNow());
        lab.Start();
        return lab;
    }

    public static Attempt AttemptOf(string network = "192.0.2.0/24", string reversePath = "ann@example.org", string forwardPath = "bob@example.com") =>
        new([new ClientIdentity(network)], reversePath, forwardPath);

    /// <summary>The partition that judges an attempt of <see cref="AttemptOf"/>; it starts a moment after the greylist.</summary>
    public async Task<IActorRef> PartitionOf(Attempt attempt)
    {
        var selection = System.ActorSelection(Greylist.Path / $"partition-{Partitioning.Of(attempt, Store.Partitions):00}");
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await selection.ResolveOne(Patience);
            }
            catch (ActorNotFoundException) when (waited.Elapsed < Patience)
            {
                await Task.Yield();
            }
        }
    }

    public async Task<JudgeOutcome> Judge(Attempt attempt) =>
        (await Greylist.Ask<Judged>(new JudgeAttempt(1, attempt), Patience)).Outcome;

    public async Task<VerdictReason> Reason(Attempt attempt) =>
        Assert.IsType<JudgeOutcome.Decided>(await Judge(attempt)).Verdict.Reason;

    /// <summary>Stops the actor system, as the end of the process would, and starts another over the same file.</summary>
    public async Task Restart()
    {
        await Stop();
        Start();
    }

    /// <summary>The number of rows of a table in the file, seen from outside.</summary>
    public long Count(string table)
    {
        using var connection = new SqliteConnection($"Data Source={StorePath};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    public object? Pragma(string name)
    {
        using var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return command.ExecuteScalar();
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Open();
        await Stop();
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    public void Start()
    {
        var storage = SqliteStorage.WithoutLock(Store, TimeProvider.System);
        _services = new ServiceCollection()
            .AddLogging()
            .AddAkka("greyactors-test", builder => builder
                .AddHocon("akka.loglevel = OFF, akka.stdout-loglevel = OFF", HoconAddMode.Prepend)
                .AddHocon(IsCluster ? OneMachine : "", HoconAddMode.Prepend)
                .AddHocon(IsCluster ? ShardedPlacement.Hocon() : "", HoconAddMode.Prepend)
                .AddSetup(Gate)
                .AddGreylistStorage(storage)
                .AddHocon("""akka.persistence.journal.greylist.class = "GreyActors.Tests.Storage.Sqlite.GatedJournal, GreyActors.Tests" """, HoconAddMode.Prepend)
                .AddHocon(Refused is null ? "" : RefusedSnapshots.Hocon, HoconAddMode.Prepend)
                .AddSetup(Refused ?? new RefusedSnapshots()))
            .BuildServiceProvider();
        System = _services.GetRequiredService<ActorSystem>();
        if (IsCluster)
            Akka.Cluster.Cluster.Get(System).Join(Akka.Cluster.Cluster.Get(System).SelfAddress);
        Probe = new TestKit(System);
        Greylist = System.ActorOf(
            GreyActors.Greylisting.Greylist.Props(With(new GreylistDependencies(
                () => Timing, Clock, storage, Limits, new BackOff(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400))))),
            "greylist");
    }

    private async Task Stop()
    {
        if (_services is null)
            return;
        await System.Terminate();
        Probe.Dispose();
        await _services.DisposeAsync();
        _services = null;
    }
}
