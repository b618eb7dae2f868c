using System.Diagnostics;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Known;
using GreyActors.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GreyActors.Benchmarks;

/// <summary>The greylist as the program has it, over a store in a folder of its own; with or without the known clients before it.</summary>
internal sealed class StoreUnderLoad : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IActorRef _greylist;
    private readonly IActorRef _clients;
    private readonly IActorRef _first;
    private readonly IActorRef _collector;
    private readonly Channel<Judged> _answers = Channel.CreateUnbounded<Judged>(new UnboundedChannelOptions { SingleReader = true });

    public StoreUnderLoad(StoreSettings store, GreylistTiming timing, KnownTiming? known = null)
    {
        var storage = SqliteStorage.WithoutLock(store, TimeProvider.System);
        _services = new ServiceCollection()
            .AddLogging()
            .AddAkka("benchmark", akka => akka
                .AddHocon("akka.loglevel = WARNING, akka.stdout-loglevel = OFF", HoconAddMode.Prepend)
                .AddGreylistStorage(storage))
            .BuildServiceProvider();
        var system = _services.GetRequiredService<ActorSystem>();
        _greylist = system.ActorOf(Greylist.Props(GreylistDependencies.Of(() => timing, TimeProvider.System, storage, () => 10_000_000)), "greylist");
        _clients = known is null ? ActorRefs.Nobody : system.ActorOf(
            KnownClients.Props(KnownClientsDependencies.Of(() => known, TimeProvider.System, storage, _greylist, () => 10_000_000)), "clients");
        _first = known is null ? _greylist : _clients;
        _collector = system.ActorOf(Props.Create(() => new Collector(_answers.Writer)));
    }

    /// <summary>Lets each attempt become known, a bounded number at once.</summary>
    public async Task Know(IEnumerable<Attempt> attempts)
    {
        foreach (var some in attempts.Chunk(Learned.Most))
        {
            var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            await _clients.Ask<Learned>(new LearnKnown(
                [.. some.Select(attempt => new KnownEntry(KnownKey.Pair(attempt.Identities[0], attempt.Organisation), new KnownTimes(at, at, 1, KnownSource.Operator)))]));
        }
    }

    /// <summary>Judges attempts continuously, with a fixed number in parallel, for a fixed time; passes the answers to <paramref name="judged"/>.</summary>
    public async Task<double> PerSecond(int outstanding, TimeSpan duration, Func<int, Attempt> attempt, Action<Judged>? judged = null)
    {
        var (sent, answered) = (0, 0);
        var watch = Stopwatch.StartNew();
        while (sent < outstanding)
            Send(sent, attempt(sent++));
        while (answered < sent)
        {
            var answer = await _answers.Reader.ReadAsync();
            answered++;
            judged?.Invoke(answer);
            if (watch.Elapsed < duration)
                Send(sent, attempt(sent++));
        }

        return answered / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Judges attempts at a steady rate whatever the answers take; returns how long each took, in order of length.</summary>
    public async Task<TimeSpan[]> Latencies(int perSecond, TimeSpan duration, int first)
    {
        var total = (int)(perSecond * duration.TotalSeconds);
        var due = new TimeSpan[total];
        var took = new List<TimeSpan>(total);
        var watch = Stopwatch.StartNew();
        for (var sent = 0; took.Count < total;)
        {
            while (sent < total && watch.Elapsed.TotalSeconds * perSecond >= sent)
            {
                due[sent] = TimeSpan.FromSeconds((double)sent / perSecond);
                Send(sent, Triplets.Attempt(first + sent++));
            }

            while (_answers.Reader.TryRead(out var answer))
                took.Add(watch.Elapsed - due[answer.Number]);
            await Task.Delay(1);
        }

        return [.. took.Order()];
    }

    /// <summary>Ends the greylist as a clean shutdown does, when every partition has recovered.</summary>
    public async Task End()
    {
        await PerSecond(200, TimeSpan.Zero, Triplets.Attempt);
        if (!_clients.IsNobody())
            await _clients.GracefulStop(TimeSpan.FromSeconds(10), DrainGreylist.Instance);
        await _greylist.GracefulStop(TimeSpan.FromSeconds(10), DrainGreylist.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<ActorSystem>().Terminate();
        await _services.DisposeAsync();
    }

    private void Send(int number, Attempt attempt) => _first.Tell(new JudgeAttempt(number, attempt), _collector);

    private sealed class Collector(ChannelWriter<Judged> answers) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not Judged judged || !answers.TryWrite(judged))
                Unhandled(message);
        }
    }
}
