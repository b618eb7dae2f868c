using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace GreyActors.Benchmarks.Cluster;

/// <summary>The whole program in this process, with a load on its greylist; the benchmark sends a command on a line, and gets one line for it.</summary>
internal sealed class ClusterMachine
{
    /// <summary>Begins the lines for the benchmark; all others are the program's.</summary>
    public const string Mark = "= ";

    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(5);

    private readonly int _partitions;
    private readonly IActorRef _greylist;
    private readonly IActorRef _collector;
    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>(new UnboundedChannelOptions { SingleReader = true });

    private ClusterMachine(ActorSystem system, IActorRef greylist, int partitions)
    {
        (_greylist, _partitions) = (greylist, partitions);
        _collector = system.ActorOf(Props.Create(() => new Collector(_answers.Writer)));
    }

    /// <summary>Runs the program until standard input ends.</summary>
    public static async Task Serve(string configuration)
    {
        if (ConfigurationLoader.Load(configuration, []) is not LoadedConfiguration.Valid valid)
            throw new InvalidOperationException($"{configuration} has errors");
        var since = Stopwatch.GetTimestamp();
        await using var app = GreyActorsHost.Build(valid, TimeProvider.System, code => Environment.ExitCode = code);
        await app.StartAsync();
        var system = app.Services.GetRequiredService<ActorSystem>();
        var greylist = await Find(system, "/user/greylist-server/greylist");
        var machine = new ClusterMachine(system, greylist, valid.Settings.Store.Partitions);
        await machine.UntilAllAnswer();
        Say($"{Stopwatch.GetElapsedTime(since).TotalSeconds}");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["new", var seconds, var outstanding, var first]:
                    Say($"{await machine.PerSecond(Number(seconds), Number(outstanding), number => Triplets.Attempt(Number(first) + number))}");
                    break;
                case ["note", var first, var count]:
                    await machine.Note(Number(first), Number(count));
                    Say($"noted");
                    break;
                case ["again", var where, var seconds, var first, var count]:
                    var attempts = await machine.Located(where == "remote", Number(first), Number(count));
                    Say($"{await machine.PerSecond(Number(seconds), 100, number => attempts[number % attempts.Count])}");
                    break;
                case ["latency", var perSecond, var seconds, var first, var count]:
                    Say($"{await machine.Latencies(Number(perSecond), Number(seconds), Number(first), Number(count))}");
                    break;
                case ["all"]:
                    Say($"{await machine.UntilAllAnswer()}");
                    break;
                case ["gap", var seconds]:
                    Say($"{await machine.LongestGap(Number(seconds))}");
                    break;
                case ["stop"]:
                    await app.StopAsync();
                    Say($"stopped");
                    return;
                default:
                    throw new InvalidOperationException($"{line} is no command");
            }
        }
    }

    // The start of the program does not wait for all its actors.
    private static async Task<IActorRef> Find(ActorSystem system, string path)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await system.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(1));
            }
            catch (ActorNotFoundException) when (watch.Elapsed < Lost)
            {
                await Task.Delay(10);
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Say(FormattableString text) => Console.WriteLine(Mark + FormattableString.Invariant(text));

    // The seconds until an attempt for each partition was decided.
    private async Task<double> UntilAllAnswer()
    {
        var watch = Stopwatch.StartNew();
        var missing = AttemptsByPartition();
        while (missing.Count > 0)
        {
            foreach (var (partition, attempt) in missing)
                _greylist.Tell(new JudgeAttempt(partition, attempt), _collector);
            await Task.Delay(20);
            while (_answers.Reader.TryRead(out var answer))
            {
                if (answer.Judged.Outcome is JudgeOutcome.Decided)
                    missing.Remove((int)answer.Judged.Number);
            }
        }

        return watch.Elapsed.TotalSeconds;
    }

    // The longest time in seconds in which attempts for a partition were not decided, while one is sent to each every 20 ms.
    private async Task<double> LongestGap(int seconds)
    {
        await Forget();
        var (attempts, since) = (AttemptsByPartition(), new Dictionary<int, double>());
        var (watch, longest) = (Stopwatch.StartNew(), 0.0);
        while (watch.Elapsed.TotalSeconds < seconds || (since.Count > 0 && watch.Elapsed < Lost))
        {
            foreach (var (partition, attempt) in attempts)
            {
                since.TryAdd(partition, watch.Elapsed.TotalSeconds);
                _greylist.Tell(new JudgeAttempt(partition, attempt), _collector);
            }

            await Task.Delay(20);
            while (_answers.Reader.TryRead(out var answer))
            {
                if (answer.Judged.Outcome is JudgeOutcome.Decided && since.Remove((int)answer.Judged.Number, out var start))
                    longest = Math.Max(longest, watch.Elapsed.TotalSeconds - start);
            }
        }

        return longest;
    }

    private Dictionary<int, Attempt> AttemptsByPartition()
    {
        var attempts = new Dictionary<int, Attempt>();
        for (var number = 0; attempts.Count < _partitions; number++)
            attempts.TryAdd(Partitioning.Of(Triplets.Attempt(number), _partitions), Triplets.Attempt(number));
        return attempts;
    }

    // Answers of attempts that were repeated until all partitions had answered.
    private async Task Forget()
    {
        await Task.Delay(200);
        while (_answers.Reader.TryRead(out _))
        {
        }
    }

    private async Task<string> PerSecond(int seconds, int outstanding, Func<int, Attempt> attempt)
    {
        await Forget();
        var (sent, answered, refused) = (0, 0, 0);
        var watch = Stopwatch.StartNew();
        while (sent < outstanding)
            Send(sent, attempt(sent++));
        while (answered < sent)
        {
            // A region drops requests while it hands a partition over; a session would wait for store.timeout, and let on-store-failure decide.
            var answer = await Next(StoreTimeout);
            var count = answer is null ? sent - answered : 1;
            answered += count;
            refused += answer?.Judged.Outcome is JudgeOutcome.Decided ? 0 : count;
            for (var i = 0; i < count && watch.Elapsed.TotalSeconds < seconds; i++)
                Send(sent, attempt(sent++));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(answered - refused) / watch.Elapsed.TotalSeconds} {answered - refused} {refused}");
    }

    private async Task Note(int first, int count)
    {
        await Forget();
        var (sent, answered) = (0, 0);
        while (answered < count)
        {
            while (sent < count && sent - answered < 200)
                Send(sent, Triplets.Attempt(first + sent++));
            if (await Next(Lost) is null)
                throw new TimeoutException("Attempts were lost while no partition moved.");
            answered++;
        }
    }

    // The attempts of a range whose partition is on this machine, or on another one.
    private async Task<List<Attempt>> Located(bool isRemote, int first, int count)
    {
        await Forget();
        var found = new List<Attempt>();
        for (var i = 0; i < count; i++)
        {
            Send(i, Triplets.Attempt(first + i));
            if (await Next(Lost) is { } answer && answer.IsRemote == isRemote)
                found.Add(Triplets.Attempt(first + i));
        }

        return found;
    }

    // Of attempts that need no write: the wait has begun, and is not over.
    private async Task<string> Latencies(int perSecond, int seconds, int first, int count)
    {
        await Forget();
        var total = perSecond * seconds;
        var due = new long[total];
        var (local, remote) = (new List<double>(total), new List<double>(total));
        var watch = Stopwatch.StartNew();
        for (var sent = 0; local.Count + remote.Count < total;)
        {
            while (sent < total && watch.Elapsed.TotalSeconds * perSecond >= sent)
            {
                due[sent] = Stopwatch.GetTimestamp();
                Send(sent, Triplets.Attempt(first + (sent++ % count)));
            }

            while (_answers.Reader.TryRead(out var answer))
                (answer.IsRemote ? remote : local).Add(Stopwatch.GetElapsedTime(due[answer.Judged.Number], answer.At).TotalMilliseconds);
            await Task.Delay(1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{At(local, 0.5)} {At(local, 0.99)} {At(remote, 0.5)} {At(remote, 0.99)} {local.Count} {remote.Count}");
    }

    private static double At(List<double> values, double share)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : values[(int)((values.Count - 1) * share)];
    }

    // Null if none comes.
    private async Task<Answer?> Next(TimeSpan within)
    {
        if (_answers.Reader.TryRead(out var answer))
            return answer;
        using var patience = new CancellationTokenSource(within);
        try
        {
            return await _answers.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Send(int number, Attempt attempt) => _greylist.Tell(new JudgeAttempt(number, attempt), _collector);

    private readonly record struct Answer(Judged Judged, bool IsRemote, long At);

    private sealed class Collector(ChannelWriter<Answer> answers) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not Judged judged || !answers.TryWrite(new Answer(judged, Sender.Path.Address.HasGlobalScope, Stopwatch.GetTimestamp())))
                Unhandled(message);
        }
    }
}
